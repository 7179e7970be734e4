package studio.bcm.cli;

import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.edit.Resampling;
import studio.bcm.edit.pyramid.Pyramid;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;
import studio.bcm.job.Enlarge;
import studio.bcm.job.Variations;

/** A picture to variations of it. */
@Command(name = "resample", sortOptions = false, description = "Make variations of a picture.",
        footer = {"", "Variations are written as variation-000.png and so on."})
final class ResampleCommand extends ModelCommand {
    @Parameters(index = "0", paramLabel = "IN", description = "Picture to vary.")
    Path in;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder for the variations; made if it is missing.")
    Path out;

    @Option(names = "--count", paramLabel = "N", defaultValue = "4", description = "Number of variations. Default: ${DEFAULT-VALUE}.")
    int count;

    @Option(names = "--level", paramLabel = "detail|parts|composition", description = "Redraw levels of a pyramid, instead of everything up to a strength: the "
            + "finest detail; all that is finer than a small picture of the whole; or the whole picture, by --change.")
    Pyramid.From level;

    @Option(names = "--detail-model", paramLabel = "NAME|FILE", defaultValue = Enlarge.DETAIL_MODEL,
            description = "With --level: model pack of detail. Default: ${DEFAULT-VALUE}.")
    String detailModel;

    @Option(names = "--strength", paramLabel = "SIGMA",
            description = "Noise level up to which the picture is replaced: the greater, the more is made up. Default: the pack's.")
    Float strength;

    @Option(names = "--mode", paramLabel = "inverted|fresh", defaultValue = "inverted", description = "inverted: the picture's own noise is mixed with "
            + "fresh noise, which keeps its structure; fresh: its noise is all new. Default: ${DEFAULT-VALUE}.")
    Resampling.Mode mode;

    @Option(names = "--change", paramLabel = "0…1", defaultValue = "0.5", description = "Share of fresh noise of an inverted picture. Default: ${DEFAULT-VALUE}.")
    double change;

    @Option(names = "--route", paramLabel = "NAME", description = "Sampling route, entered at the strength; 'models info' lists them.")
    String route;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of all noise. Default: ${DEFAULT-VALUE}.")
    long seed;

    @Mixin
    OutputOptions output;

    ResampleCommand(Console console) {
        super(console);
    }

    @Override
    Path photo() {
        return in;
    }

    @Override
    void check() {
        require(count >= 1, "--count is at least 1.");
        require(change >= 0 && change <= 1, "--change goes from 0 to 1.");
        require(level == null || strength == null && route == null, "--level says what is drawn anew, so --strength and --route do not go with it.");
        require(strength == null || strength > 0, "--strength is greater than 0.");
        for (int i = 0; i < count; i++) {
            output.check(variation(i));
        }
    }

    private Path variation(int index) {
        return out.resolve(String.format(Locale.ROOT, "variation-%03d.png", index));
    }

    @Override
    void run(Session session, ConsoleProgress progress, Report report) throws Exception {
        Picture picture = PictureReader.read(in);
        picture.warnings().forEach(progress::note);
        PictureWriter writer = output.writer().build();
        Variations.Builder job = Variations.builder().optMode(mode).optChange(change).optSeed(seed);
        if (strength != null) {
            job.optStrength(strength);
        }
        if (route != null) {
            job.optRoute(route);
        }
        try (Session detail = level == null ? null : Session.open(model.forModel(detailModel), null, console(), progress)) {
            if (detail != null) {
                job.optLevel(level, detail);
            }
            job.build().run(session, picture, count, (varied, index) -> writer.write(varied, variation(index)), progress)
                    .ifPresent(report::work);
        }
        report.say(Words.count(count, "variation", "variations") + ":");
        for (int i = 0; i < count; i++) {
            report.output(variation(i));
        }
    }
}
