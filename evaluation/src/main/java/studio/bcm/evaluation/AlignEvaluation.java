package studio.bcm.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.bcm.UserException;
import studio.bcm.edit.morph.Aligner;
import studio.bcm.edit.morph.Alignment;
import studio.bcm.edit.morph.Correspondences;
import studio.bcm.edit.morph.LinePair.Place;
import studio.bcm.edit.morph.Moment;
import studio.bcm.edit.morph.PairMorph;
import studio.bcm.evaluation.figure.ResultFiles;
import studio.bcm.evaluation.figure.Sheet;
import studio.bcm.evaluation.figure.Table;
import studio.bcm.face.FaceFinder;
import studio.bcm.face.FaceHints;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.task.Progress;

/** {@code evaluate align DIR}: how far from the truth alignment carries points that were set by hand. */
@Command(name = "align", sortOptions = false, mixinStandardHelpOptions = true,
        description = {"Aligns pairs of portraits, carries the points that were set by hand in A to B, and gives the mean distance from those set in B, "
                + "as a share of the distance between B's pupils.",
            "DIR holds the portraits and points.json: {\"points\":{\"FILE\":[[x,y],…],…},\"pairs\":[[\"FILE\",\"FILE\"],…]}; the first two points are the pupils."})
final class AlignEvaluation implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Points after these lie on ears, neck, hair and shoulders. */
    private static final int INSIDE = 109;

    @Parameters(paramLabel = "DIR", description = "Folder with portraits and points.json.")
    private Path folder;

    @Option(names = "--no-faces", description = "Do not look for faces.")
    private boolean noFaces;

    @Option(names = "--only", paramLabel = "VARIANT", split = ",", description = "How B is changed: ${COMPLETION-CANDIDATES}; default: all.")
    private List<Variant> only = List.of(Variant.values());

    @Option(names = "--out", paramLabel = "DIR", description = "Write align.csv, and sheets of the frames at 0, .25, .5, .75 and 1.")
    private Path out;

    /** What is done to B and its points before. */
    enum Variant {
        photographed("as photographed"), smaller("B at 75 %, shifted by 5 %"), turned("B turned by 20°, gamma .6");

        private final String title;

        Variant(String title) {
            this.title = title;
        }

        /** The place in the changed picture of a place in B, pixels. */
        double[] place(double x, double y, int width, int height) {
            return switch (this) {
                case photographed -> new double[] {x, y};
                case smaller -> new double[] {(0.5 + SHIFT) * width + SMALLER * (x - 0.5 * width), (0.5 + SHIFT) * height + SMALLER * (y - 0.5 * height)};
                case turned -> {
                    double dx = x - 0.5 * width;
                    double dy = y - 0.5 * height;
                    yield new double[] {0.5 * width + Math.cos(TURN) * dx - Math.sin(TURN) * dy, 0.5 * height + Math.sin(TURN) * dx + Math.cos(TURN) * dy};
                }
            };
        }

        private static final double SMALLER = 0.75;
        private static final double SHIFT = 0.05;
        private static final double TURN = Math.toRadians(20);
        private static final double GAMMA = 1 / 0.6;

        /** The changed picture, of the same size; what is not in B goes on as its border. */
        PixelSource of(PixelSource b) {
            if (this == photographed) {
                return b;
            }
            int w = b.width();
            int h = b.height();
            Pixels from = Pixels.blank(w, h);
            b.read(0, 0, w, h, from.data(), 0);
            Pixels to = Pixels.blank(w, h);
            double[] zero = place(0, 0, w, h);
            double[] right = place(1, 0, w, h);
            double a = right[0] - zero[0];
            double s = right[1] - zero[1];
            double scale = a * a + s * s;
            int samples = 2;
            for (int y = 0; y < h; y++) {
                for (int x = 0; x < w; x++) {
                    for (int k = 0; k < samples * samples; k++) {
                        double dx = x + (k % samples + 0.5) / samples - zero[0];
                        double dy = y + (k / samples + 0.5) / samples - zero[1];
                        double bx = Math.clamp((a * dx + s * dy) / scale - 0.5, 0, w - 1.001);
                        double by = Math.clamp((a * dy - s * dx) / scale - 0.5, 0, h - 1.001);
                        for (int c = 0; c < 3; c++) {
                            to.data()[(c * h + y) * w + x] += bilinear(from, c, bx, by) / (samples * samples);
                        }
                    }
                }
            }
            for (int i = 0; this == turned && i < to.data().length; i++) {
                to.data()[i] = (float) (2 * Math.pow(Math.clamp((to.data()[i] + 1) / 2, 0, 1), GAMMA) - 1);
            }
            return to;
        }

        private static float bilinear(Pixels from, int c, double x, double y) {
            int at = (c * from.height() + (int) y) * from.width() + (int) x;
            float fx = (float) (x - (int) x);
            float fy = (float) (y - (int) y);
            float[] d = from.data();
            float upper = d[at] + fx * (d[at + 1] - d[at]);
            float lower = d[at + from.width()] + fx * (d[at + from.width() + 1] - d[at + from.width()]);
            return upper + fy * (lower - upper);
        }
    }

    private record Figures(double all, double inside, int folds, double seconds) {
    }

    @Override
    public Integer call() {
        JsonNode truth = read();
        boolean faces = !noFaces && FaceFinder.isAvailable();
        Table table = new Table("Alignment, " + (faces ? "with the points of faces" : "structure alone"),
                List.of("B", "all points", "inside the face", "worst pair", "folds", "s a pair"), "Mean error over the distance of the pupils.");
        StringBuilder csv = new StringBuilder("variant,a,b,all,inside,folds\n");
        try (FaceHints hints = faces ? new FaceHints() : null) {
            for (Variant variant : only) {
                Sheet.Builder sheet = Sheet.builder().optTitle("Middle frames, " + variant.title).optZoom(1);
                List<Figures> figures = new ArrayList<>();
                for (JsonNode pair : truth.path("pairs")) {
                    String a = pair.path(0).asText();
                    String b = pair.path(1).asText();
                    Figures one = measure(a, b, variant, truth.path("points"), hints, sheet);
                    figures.add(one);
                    csv.append(String.format(Locale.ROOT, "%s,%s,%s,%.4f,%.4f,%d%n", variant, a, b, one.all, one.inside, one.folds));
                }
                table.add(variant.title, text(figures.stream().mapToDouble(Figures::all).average().orElseThrow()),
                        text(figures.stream().mapToDouble(Figures::inside).average().orElseThrow()),
                        text(figures.stream().mapToDouble(Figures::all).max().orElseThrow()),
                        figures.stream().mapToInt(Figures::folds).sum(),
                        String.format(Locale.ROOT, "%.1f", figures.stream().mapToDouble(Figures::seconds).average().orElseThrow()));
                if (out != null) {
                    sheet.build().write(out.resolve("align-" + variant + ".png"));
                }
            }
        }
        spec.commandLine().getOut().print(table.text());
        spec.commandLine().getOut().flush();
        if (out != null) {
            ResultFiles.writeText(csv.toString(), out.resolve("align.csv"));
        }
        return 0;
    }

    private Figures measure(String nameA, String nameB, Variant variant, JsonNode points, FaceHints hints, Sheet.Builder sheet) {
        Picture a = PictureReader.read(folder.resolve(nameA));
        Picture original = PictureReader.read(folder.resolve(nameB));
        PixelSource b = variant.of(original);
        long start = System.nanoTime();
        Correspondences known = Correspondences.NONE;
        if (hints != null) {
            known = known.withHints(hints.between(a, b));
        }
        Alignment alignment = Aligner.builder().build().align(a, b, known, Progress.none());
        double seconds = (System.nanoTime() - start) / 1e9;
        JsonNode pointsA = points.path(nameA);
        JsonNode pointsB = points.path(nameB);
        double[][] expected = new double[pointsB.size()][];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = variant.place(pointsB.path(i).path(0).asDouble(), pointsB.path(i).path(1).asDouble(), b.width(), b.height());
        }
        double pupils = Math.hypot(expected[0][0] - expected[1][0], expected[0][1] - expected[1][1]);
        double[] errors = new double[expected.length];
        for (int i = 0; i < errors.length; i++) {
            Place found = alignment.toB(pointsA.path(i).path(0).asDouble(), pointsA.path(i).path(1).asDouble());
            errors[i] = Math.hypot(found.x() - expected[i][0], found.y() - expected[i][1]) / pupils;
        }
        Figures figures = new Figures(Arrays.stream(errors).average().orElseThrow(), Arrays.stream(errors, 0, Math.min(INSIDE, errors.length)).average().orElseThrow(),
                alignment.folds(), seconds);
        if (out != null) {
            PairMorph morph = PairMorph.builder().setPhotos(a, b).setAlignment(alignment).build();
            List<Pixels> frames = new ArrayList<>();
            List<String> captions = new ArrayList<>();
            for (double t : new double[] {0, 0.25, 0.5, 0.75, 1}) {
                frames.add(morph.frame(Moment.of(t), Progress.none()));
                captions.add(String.format(Locale.ROOT, "%.2f", t));
            }
            sheet.addRow(String.format(Locale.ROOT, "%s to %s: %.3f", nameA, nameB, figures.all), frames, captions);
        }
        return figures;
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private JsonNode read() {
        Path file = folder.resolve("points.json");
        try {
            JsonNode truth = new ObjectMapper().readTree(file.toFile());
            if (!truth.path("pairs").isArray() || truth.path("pairs").isEmpty()) {
                throw new UserException(file + " has no pairs.");
            }
            return truth;
        } catch (IOException e) {
            throw new UserException("The points " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }
}
