package studio.bcm.cli;

import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.edit.Inversion;
import studio.bcm.edit.noise.NoiseFile;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;

/** A picture to the noise that it comes from. */
@Command(name = "invert", sortOptions = false, description = "Find the noise that a picture comes from; 'generate --noise' turns it back.")
final class InvertCommand extends ModelCommand {
    @Parameters(index = "0", paramLabel = "IN", description = "Picture to invert.")
    Path in;

    @Option(names = "--out", paramLabel = "NOISE.npz", required = true, description = "File for the noise; numpy.load reads it.")
    Path out;

    @Option(names = "--steps", paramLabel = "1|2|3", description = "Evaluations of the network. Default: the pack's.")
    Integer steps;

    @Option(names = "--depth", paramLabel = "SIGMA", description = "Noise level to carry the picture to. Default: the model's greatest.")
    Float depth;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of the start noise. Default: ${DEFAULT-VALUE}.")
    long seed;

    @Mixin
    OutputOptions output;

    InvertCommand(Console console) {
        super(console);
    }

    @Override
    Path photo() {
        return in;
    }

    @Override
    void check() {
        require(steps == null || steps >= 1 && steps <= 3, "--steps is 1, 2 or 3.");
        require(depth == null || depth > 0, "--depth is greater than 0.");
        output.check(out);
    }

    @Override
    void run(Session session, ConsoleProgress progress, Report report) {
        Picture picture = PictureReader.read(in);
        picture.warnings().forEach(progress::note);
        Inversion.Builder builder = Inversion.builder().setFunction(session.function()).optDefaults(session.defaults())
                .optSeed(seed).optRoundTrip(true);
        if (depth != null) {
            builder.optSigma(depth);
        }
        if (steps != null) {
            builder.optSteps(steps);
        }
        Inversion.Result result = builder.build().run(picture, progress);
        NoiseFile.save(result.noise(), out, output.overwrite);
        double mean = result.statistics().mean();
        double deviation = result.statistics().deviation();
        double error = result.roundTripError().orElseThrow();
        report.work(result.work()).output(out);
        report.json().put("sigma", result.noise().sigma()).put("mean", mean).put("deviation", deviation).put("roundTripError", error);
        report.say(String.format(Locale.ROOT, "Noise: mean %.4f, deviation %.4f; the way back loses %.5f (mean squared error on 0…1).",
                mean, deviation, error));
    }
}
