package studio.bcm.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import studio.bcm.edit.Inversion;
import studio.bcm.edit.Resampling;
import studio.bcm.edit.Restoration;
import studio.bcm.edit.noise.Noise;
import studio.bcm.evaluation.restoration.Metrics;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.image.animation.GifWriter;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.job.Morph;

/** Shows what there is on the program's own sample pictures: inversion, morph, variations, JPEG restoration. */
@Command(name = "demo", sortOptions = false, description = "Show what the program does on its own sample pictures; needs no display and no GPU.")
final class DemoCommand extends ModelCommand {
    private static final Path DEFAULT_FOLDER = Path.of("out", "demo");
    private static final String MORPH_FROM = "apples";
    private static final String MORPH_TO = "oranges";
    private static final String VARIED = "lake-dawn";
    private static final String COMPRESSED = "lake-day";
    private static final int FRAMES = 5;
    private static final int VARIATIONS = 3;
    private static final int JPEG_QUALITY = 12;
    private static final int FRAME_MILLISECONDS = 350;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for the results. Default: out/demo, where those of an earlier demo are replaced.")
    Path out;

    @Mixin
    OutputOptions output;

    private final List<Step> steps = new ArrayList<>();

    DemoCommand(Console console) {
        super(console);
    }

    /**
     * A part of the demo that is over.
     *
     * @param what it did, in words
     * @param time that it took
     */
    private record Step(String what, Duration time) {
    }

    @Override
    void check() {
        boolean own = out == null;
        if (own) {
            out = DEFAULT_FOLDER;
            output.overwrite = true;
        }
        files().forEach(output::check);
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        IntStream.range(0, 2).forEach(i -> files.add(out.resolve("noise-" + "ab".charAt(i) + ".png")));
        IntStream.range(0, FRAMES).forEach(i -> files.add(frame(i)));
        IntStream.range(0, VARIATIONS).forEach(i -> files.add(variation(i)));
        for (String name : List.of("morph.gif", "compressed.jpg", "restored.png", "contact-sheet.png")) {
            files.add(out.resolve(name));
        }
        return files;
    }

    private Path frame(int index) {
        return out.resolve("morph-" + index + ".png");
    }

    private Path variation(int index) {
        return out.resolve("variation-" + index + ".png");
    }

    @Override
    void run(Session session, ConsoleProgress progress, Report report) {
        PictureWriter writer = output.writer().build();
        DemoSheet sheet = new DemoSheet();
        morph(session, progress, writer, sheet);
        vary(session, progress, writer, sheet);
        restore(session, progress, writer, sheet);
        step(progress, System.nanoTime(), "Contact sheet of it all", () -> sheet.write(out.resolve("contact-sheet.png"),
                session.describe(), output.overwrite));
        ArrayNode told = report.json().putArray("steps");
        steps.forEach(s -> told.addObject().put("what", s.what()).put("seconds", Report.seconds(s.time())));
        report.say("").say("Results, with contact-sheet.png to look at first:");
        files().forEach(report::output);
    }

    private void morph(Session session, ConsoleProgress progress, PictureWriter writer, DemoSheet sheet) {
        Picture a = sample(MORPH_FROM);
        Picture b = sample(MORPH_TO);
        long start = System.nanoTime();
        Inversion inversion = Inversion.builder().setFunction(session.function()).optDefaults(session.defaults())
                .optSigma(Math.min(session.defaults().interpolationDepth(), session.function().sigmaMax())).build();
        List<PixelSource> noises = new ArrayList<>();
        StringBuilder figures = new StringBuilder();
        for (int i = 0; i < 2; i++) {
            Picture picture = i == 0 ? a : b;
            Inversion.Result inverted = inversion.run(picture, progress.part(i / 2.0, (i + 1) / 2.0));
            figures.append(String.format(Locale.ROOT, i == 0 ? "deviation %.3f" : " and %.3f", inverted.statistics().deviation()));
            Pixels shown = shown(inverted.noise(), picture.width(), picture.height());
            noises.add(shown);
            writer.write(Picture.of(shown), out.resolve("noise-" + "ab".charAt(i) + ".png"));
        }
        end(progress, start, "Inverted " + MORPH_FROM + " and " + MORPH_TO + " to noise at sigma " + session.defaults().interpolationDepth() + ", " + figures
                + " (1 is ideal)");
        long next = System.nanoTime();
        Morph morph = Morph.builder().setPhotos(List.of(a, b)).optNetwork(session.function(), session.defaults()).build();
        Picture[] frames = new Picture[FRAMES];
        morph.film(morph.align(progress)).frames(FRAMES, index -> true, (index, frame) -> {
            frames[index] = frame;
            writer.write(frame, frame(index));
        }, progress);
        GifWriter.write(thereAndBack(Arrays.asList(frames)), FRAME_MILLISECONDS, out.resolve("morph.gif"), output.overwrite);
        end(progress, next, "Aligned them and morphed " + FRAMES + " frames");
        List<String> captions = IntStream.range(0, FRAMES).mapToObj(i -> Math.round(100.0 * i / (FRAMES - 1)) + " %").toList();
        sheet.half("interpolate", Arrays.asList(frames), captions);
        sheet.half("invert", List.of(a, noises.get(0), b, noises.get(1)), List.of(MORPH_FROM, "its noise", MORPH_TO, "its noise"));
    }

    private static List<Picture> thereAndBack(List<Picture> frames) {
        List<Picture> all = new ArrayList<>(frames);
        all.addAll(frames.subList(1, frames.size() - 1).reversed());
        return all;
    }

    /** Three deviations span the range from black to white. */
    private static Pixels shown(Noise noise, int width, int height) {
        Pixels shown = Pixels.blank(width, height);
        noise.values().read(0, 0, width, height, shown.data(), 0);
        for (int i = 0; i < shown.data().length; i++) {
            shown.data()[i] /= 3;
        }
        return shown;
    }

    private void vary(Session session, ConsoleProgress progress, PictureWriter writer, DemoSheet sheet) {
        Picture picture = sample(VARIED);
        long start = System.nanoTime();
        List<PixelSource> row = new ArrayList<>(List.of(picture));
        List<String> captions = new ArrayList<>(List.of(VARIED));
        Resampling.builder().setFunction(session.function()).optDefaults(session.defaults()).build()
                .run(picture, VARIATIONS, (pixels, index) -> {
                    row.add(pixels);
                    captions.add("variation " + (index + 1));
                    writer.write(Picture.of(pixels), variation(index));
                }, progress);
        end(progress, start, "Resampled " + VARIATIONS + " variations of " + VARIED);
        sheet.half("resample", row, captions);
    }

    private void restore(Session session, ConsoleProgress progress, PictureWriter writer, DemoSheet sheet) {
        Picture original = sample(COMPRESSED);
        Path jpeg = out.resolve("compressed.jpg");
        output.writer().optQuality(JPEG_QUALITY).optSampling(ChromaSampling.S420).build().write(original, jpeg);
        Picture compressed = PictureReader.read(jpeg);
        long start = System.nanoTime();
        Restoration.Result result = Restoration.builder().setFunction(session.function()).optDefaults(session.defaults()).build()
                .run(compressed, progress);
        writer.write(result.picture(), out.resolve("restored.png"));
        double before = Metrics.compare(original, compressed).psnrRgb();
        double after = Metrics.compare(original, result.picture()).psnrRgb();
        end(progress, start, String.format(Locale.ROOT, "Restored a JPEG of quality %d: %.2f dB from the original before, %.2f dB after",
                JPEG_QUALITY, before, after));
        sheet.detail("restore", List.of(original, compressed, result.picture()), List.of(COMPRESSED,
                String.format(Locale.ROOT, "JPEG, %.2f dB", before), String.format(Locale.ROOT, "restored, %.2f dB", after)));
    }

    private static Picture sample(String name) {
        return PictureReader.read(Assets.folder().resolve("samples").resolve(name + ".png"));
    }

    private void step(ConsoleProgress progress, long start, String what, Runnable work) {
        work.run();
        end(progress, start, what);
    }

    private void end(ConsoleProgress progress, long start, String what) {
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        steps.add(new Step(what, time));
        if (!common.quiet) {
            progress.note(String.format(Locale.ROOT, "%8s  %s", Words.duration(time), what));
        }
        progress.restart();
    }
}
