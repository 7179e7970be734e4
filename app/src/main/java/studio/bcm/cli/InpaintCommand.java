package studio.bcm.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;
import studio.bcm.job.Inpaint;

/** A picture with a hole to a whole one. */
@Command(name = "inpaint", sortOptions = false, description = "Fill marked parts of a picture from their surroundings.",
        footer = {"", "With --count above 1 a number is put before the ending: out-1.png, out-2.png and so on."})
final class InpaintCommand extends ModelCommand {
    @Parameters(index = "0", paramLabel = "IN", description = "Picture to fill.")
    Path in;

    @Option(names = "--mask", paramLabel = "FILE", required = true,
            description = "Picture of the same size: white where to fill, black where to keep, grey to blend.")
    Path mask;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Picture to write (png, jpg, webp, tif).")
    Path out;

    @Option(names = "--count", paramLabel = "N", defaultValue = "1", description = "Number of proposals. Default: ${DEFAULT-VALUE}.")
    int count;

    @Option(names = "--strength", paramLabel = "SIGMA", description = "Noise level of the first round: low continues the surroundings smoothly, "
            + "high invents more. Default: 10.")
    Float strength;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "16", description = "Rounds of replacement, 1…40. Default: ${DEFAULT-VALUE}.")
    int rounds;

    @Option(names = "--feather", paramLabel = "PIXELS", defaultValue = "4",
            description = "How far the fill is blended into its surroundings, 0…64. Default: ${DEFAULT-VALUE}.")
    int feather;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of all noise. Default: ${DEFAULT-VALUE}.")
    long seed;

    @Mixin
    OutputOptions output;

    InpaintCommand(Console console) {
        super(console);
    }

    @Override
    Path photo() {
        return in;
    }

    @Override
    void check() {
        require(count >= 1, "--count is at least 1.");
        require(rounds >= 1 && rounds <= 40, "--rounds goes from 1 to 40.");
        require(feather >= 0 && feather <= 64, "--feather goes from 0 to 64.");
        require(strength == null || strength > 0, "--strength is greater than 0.");
        output.writer().build().formatFor(Optional.empty(), out);
        files().forEach(output::check);
    }

    private List<Path> files() {
        return OutputOptions.numbered(out, count);
    }

    @Override
    void run(Session session, ConsoleProgress progress, Report report) {
        Picture picture = PictureReader.read(in);
        picture.warnings().forEach(progress::note);
        PictureWriter writer = output.writer().build();
        Inpaint job = new Inpaint(strength == null ? 0 : strength, rounds, feather, seed);
        report.work(job.run(session, picture, Inpaint.mask(PictureReader.read(mask), picture), count,
                (filled, index) -> writer.write(filled, files().get(index)), progress));
        files().forEach(report::output);
    }
}
