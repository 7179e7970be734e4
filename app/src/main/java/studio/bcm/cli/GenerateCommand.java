package studio.bcm.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import studio.bcm.edit.Generation;
import studio.bcm.edit.noise.NoiseFile;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureWriter;
import studio.bcm.job.Enlarge;
import studio.bcm.job.Generate;
import studio.bcm.model.PackLibrary;

/** Noise to pictures. */
@Command(name = "generate", sortOptions = false, description = "Make pictures from noise: fresh noise, or that of 'invert'.",
        footer = {"", "With --count above 1 a number is put before the ending: out-1.png, out-2.png and so on."})
final class GenerateCommand extends ModelCommand {
    @Option(names = "--noise", paramLabel = "NOISE.npz", description = "Noise that 'invert' wrote. Default: fresh noise.")
    Path noise;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Picture to write (png, jpg, webp, tif).")
    Path out;

    @Option(names = "--count", paramLabel = "N", defaultValue = "1", description = "Number of pictures. Default: ${DEFAULT-VALUE}.")
    int count;

    @Option(names = "--size", paramLabel = "WxH", converter = Size.Converter.class, description = "Size in pixels. Default: that of the model's training.")
    Size size;

    @Option(names = "--steps", paramLabel = "1|2|3", description = "Evaluations of the network. Default: the pack's.")
    Integer steps;

    @Option(names = "--route", paramLabel = "NAME", description = "Sampling route; 'models info' lists them.")
    String route;

    @Option(names = "--detail-model", paramLabel = "NAME|FILE|none", description = "Model pack that draws what is finer than the model's own size, where "
            + "--size is larger; none: the model draws the whole size by itself. Default: photo-detail, where it is installed.")
    String detailModel;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of all noise. Default: ${DEFAULT-VALUE}.")
    long seed;

    @Mixin
    OutputOptions output;

    GenerateCommand(Console console) {
        super(console);
    }

    /**
     * Size of a picture.
     *
     * @param width  columns
     * @param height rows
     */
    record Size(int width, int height) {
        /** Reads {@code 640x480}. */
        static final class Converter implements ITypeConverter<Size> {
            @Override
            public Size convert(String text) {
                if (!text.matches("[1-9]\\d{0,4}[x×X][1-9]\\d{0,4}")) {
                    throw new TypeConversionException("'" + text + "' is no size such as 640x480");
                }
                String[] sides = text.split("[x×X]");
                return new Size(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
            }
        }
    }

    @Override
    void check() {
        require(count >= 1, "--count is at least 1.");
        require(steps == null || steps >= 1 && steps <= 3, "--steps is 1, 2 or 3.");
        require(steps == null || route == null, "--steps and --route exclude each other.");
        require(noise == null || count == 1, "--noise gives one picture, so --count does not go with it.");
        require(noise == null || size == null, "--noise says the size, so --size does not go with it.");
        output.writer().build().formatFor(Optional.empty(), out);
        files().forEach(output::check);
    }

    private List<Path> files() {
        return OutputOptions.numbered(out, count);
    }

    @Override
    void run(Session session, ConsoleProgress progress, Report report) throws Exception {
        PictureWriter writer = output.writer().build();
        if (noise != null) {
            fromNoise(session, writer, progress, report);
        } else {
            int side = session.manifest().resolution();
            Generate generate = new Generate(size == null ? side : size.width(), size == null ? side : size.height(), seed, steps == null ? 0 : steps,
                    route == null ? "" : route);
            String detail = generate.takesDetail(session.manifest()) ? detailModel() : null;
            try (Session finer = detail == null ? null : Session.open(model.forModel(detail), null, console(), progress)) {
                generate.run(session, finer, count, (picture, index) -> writer.write(picture, files().get(index)), progress).ifPresent(report::work);
            }
        }
        files().forEach(report::output);
    }

    /** The pack that draws detail; null for none. */
    private @Nullable String detailModel() {
        if (detailModel == null) {
            return PackLibrary.standard().list().stream().anyMatch(e -> e.name().equals(Enlarge.DETAIL_MODEL)) ? Enlarge.DETAIL_MODEL : null;
        }
        return detailModel.equals("none") ? null : detailModel;
    }

    private void fromNoise(Session session, PictureWriter writer, ConsoleProgress progress, Report report) {
        Generation.Builder builder = Generation.builder().setFunction(session.function()).optDefaults(session.defaults()).optSeed(seed);
        if (steps != null) {
            builder.optSteps(steps);
        }
        if (route != null) {
            builder.optRoute(session.route(route));
        }
        Generation.Result result = builder.build().run(NoiseFile.load(noise), progress);
        writer.write(Picture.of(result.picture()), out);
        report.work(result.work());
    }
}
