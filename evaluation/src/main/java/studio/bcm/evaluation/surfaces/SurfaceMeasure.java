package studio.bcm.evaluation.surfaces;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import studio.bcm.edit.EditDefaults;
import studio.bcm.edit.Resampling;
import studio.bcm.evaluation.figure.Sheet;
import studio.bcm.evaluation.figure.Table;
import studio.bcm.evaluation.photo.EvaluationPhotos;
import studio.bcm.image.Pixels;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.task.Progress;

/** What variations with fresh noise leave on smooth surfaces: on a gradient, and on the smoothest parts of photos. */
public final class SurfaceMeasure {
    /** Strengths of variations that aims are given for, and these: greatest rms around the blur on the gradient, of 255. */
    static final Map<Float, Double> AIMS = aims();
    /** Limits of the bands of the spectrum, cycles a pixel. */
    private static final double[] BANDS = {1 / 24.0, 1 / 12.0, 1 / 6.0, 0.3, 0.72};
    private static final int SIDE = 256;
    /** Deviation of the gradient's noise, the same in all channels, of 255. */
    private static final double NOISE = 0.6;
    private static final int[] TOP = {90, 130, 190};
    private static final int[] BOTTOM = {150, 180, 225};
    /** Side of the smooth parts of photos. */
    private static final int PART = 128;
    /** Lines up to this are none: columns of a result that has none are as far apart by chance. */
    private static final double NO_LINES = 0.1;
    private static final int SHEET_AMPLIFICATION = 8;

    private final ConsistencyFunction function;
    private final EditDefaults defaults;
    private final int steps;
    private final long seed;

    /**
     * On the gradient.
     *
     * @param strength of the variation; 0 for the gradient itself
     * @param rms      around the blur, of 255
     * @param columns  see {@link Residue#columns()}
     * @param rows     see {@link Residue#rows()}
     * @param lines    see {@link Residue#lines()}
     */
    record OnGradient(float strength, double rms, double columns, double rows, double lines) {
        /** Whether the aims for this strength are met; true where there are none. */
        public boolean isMet() {
            Double most = AIMS.get(strength);
            return most == null || rms <= most && lines <= NO_LINES;
        }
    }

    /**
     * On the smoothest parts of photos.
     *
     * @param source  rms of the photos themselves, mean
     * @param result  of the variations
     * @param spectrum power of the variations over that of the photos, by bands of frequency
     */
    record OnPhotos(float strength, int photos, double source, double result, List<Double> spectrum) {
    }

    /**
     * @param steps evaluations of a variation, 1…3
     */
    public SurfaceMeasure(ConsistencyFunction function, EditDefaults defaults, int steps, long seed) {
        this.function = function;
        this.defaults = defaults;
        this.steps = steps;
        this.seed = seed;
    }

    private static Map<Float, Double> aims() {
        Map<Float, Double> aims = new LinkedHashMap<>();
        aims.put(0.05f, 0.65);
        aims.put(0.2f, 1.0);
        aims.put(0.8f, 1.5);
        aims.put(3f, 2.0);
        return aims;
    }

    /** A blue sky of {@value #SIDE}² pixels with a little noise. */
    static Pixels gradient(long seed) {
        Random random = new Random(seed);
        Pixels sky = Pixels.blank(SIDE, SIDE);
        for (int i = 0; i < SIDE * SIDE; i++) {
            double down = (double) (i / SIDE) / (SIDE - 1);
            double noise = NOISE * random.nextGaussian();
            for (int c = 0; c < 3; c++) {
                sky.data()[c * SIDE * SIDE + i] = (float) (Math.round(TOP[c] + (BOTTOM[c] - TOP[c]) * down + noise) / 127.5 - 1);
            }
        }
        return sky;
    }

    /** The gradient itself, then its variations. */
    public List<OnGradient> onGradient(Progress progress) {
        List<OnGradient> rows = new ArrayList<>();
        Pixels sky = gradient(seed);
        rows.add(row(0, sky));
        for (float strength : AIMS.keySet()) {
            progress.checkCancelled();
            progress.report(rows.size() - 1, AIMS.size(), "Varying a gradient");
            rows.add(row(strength, varied(sky, strength)));
        }
        return rows;
    }

    private static OnGradient row(float strength, Pixels picture) {
        Residue residue = Residue.of(picture);
        return new OnGradient(strength, residue.rms(), residue.columns(), residue.rows(), residue.lines());
    }

    private Pixels varied(Pixels picture, float strength) {
        List<Pixels> variation = new ArrayList<>();
        Resampling.builder().setFunction(function).optDefaults(defaults).optSeed(seed).optMode(Resampling.Mode.FRESH).optStrength(strength)
                .optSteps(steps).build().run(picture, 1, (pixels, i) -> variation.add(pixels), Progress.none());
        return variation.getFirst();
    }

    /** For each strength, the smoothest part of each photo that is large enough. */
    public List<OnPhotos> onPhotos(EvaluationPhotos photos, Progress progress) {
        Map<Float, List<double[]>> found = new LinkedHashMap<>();
        List<double[]> sources = new ArrayList<>();
        photos.forEach((picture, name) -> {
            Pixels pixels = picture.toPixels();
            if (Math.min(pixels.width(), pixels.height()) >= PART) {
                Pixels part = smoothest(pixels);
                sources.add(figures(part));
                AIMS.keySet().forEach(s -> found.computeIfAbsent(s, k -> new ArrayList<>()).add(figures(varied(part, s))));
            }
        }, progress, "Varying smooth parts");
        List<OnPhotos> rows = new ArrayList<>();
        found.forEach((strength, results) -> rows.add(new OnPhotos(strength, sources.size(), mean(sources, 0), mean(results, 0),
                IntStream.range(1, BANDS.length).mapToObj(band -> mean(results, band) / mean(sources, band)).toList())));
        return rows;
    }

    /** Rms, then the power of each band. */
    private static double[] figures(Pixels part) {
        Residue residue = Residue.of(part);
        double[] spectrum = residue.spectrum(BANDS);
        double[] figures = new double[1 + spectrum.length];
        figures[0] = residue.rms();
        System.arraycopy(spectrum, 0, figures, 1, spectrum.length);
        return figures;
    }

    private static double mean(List<double[]> figures, int index) {
        return figures.stream().mapToDouble(f -> f[index]).average().orElseThrow();
    }

    /** The part with the least rms around the blur, of those on a grid of half parts. */
    static Pixels smoothest(Pixels picture) {
        Pixels best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int y = 0; y + PART <= picture.height(); y += PART / 2) {
            for (int x = 0; x + PART <= picture.width(); x += PART / 2) {
                Pixels part = Pixels.blank(PART, PART);
                picture.read(x, y, PART, PART, part.data(), 0);
                double rms = Residue.of(part).rms();
                if (rms < least) {
                    least = rms;
                    best = part;
                }
            }
        }
        return best;
    }

    public static Table table(List<OnGradient> rows) {
        Table table = new Table("A gradient with a little noise, varied",
                List.of("strength", "rms", "at most", "lines, of 255", "columns", "rows", "aims"),
                "Rms: luma around a blur of 12 pixels, of 255. Lines: half of how far the means of even and odd columns or rows are apart. Columns, "
                        + "rows: the power of a period of 2 pixels over that of others nearby.");
        for (OnGradient row : rows) {
            Double most = AIMS.get(row.strength);
            table.add(row.strength == 0 ? "source" : text("%.2f", row.strength), text("%.2f", row.rms), most == null ? "" : text("%.2f", most),
                    text("%.3f", row.lines), text("%.1f", row.columns), text("%.1f", row.rows), most == null ? "" : row.isMet() ? "met" : "missed");
        }
        return table;
    }

    public static Table photoTable(List<OnPhotos> rows) {
        List<String> heads = new ArrayList<>(List.of("strength", "rms of the photos", "rms"));
        for (int band = 0; band + 1 < BANDS.length; band++) {
            heads.add(band + 2 == BANDS.length ? text("above %.2f", BANDS[band]) : text("%.2f to %.2f", BANDS[band], BANDS[band + 1]));
        }
        int photos = rows.isEmpty() ? 0 : rows.getFirst().photos;
        Table table = new Table("The smoothest part of each of " + photos + " photos, varied", heads,
                "The last columns: power of the variations over that of the photos, by cycles a pixel; 1 is ideal.");
        for (OnPhotos row : rows) {
            List<Object> cells = new ArrayList<>(List.of(text("%.2f", row.strength), text("%.2f", row.source), text("%.2f", row.result)));
            row.spectrum.forEach(s -> cells.add(text("%.2f", s)));
            table.add(cells.toArray());
        }
        return table;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** The gradient and its variations, and below each what it has around its middle colour, amplified. */
    public Sheet sheet(String footer, Progress progress) {
        Pixels sky = gradient(seed);
        List<Pixels> pictures = new ArrayList<>(List.of(sky));
        List<String> labels = new ArrayList<>(List.of("source"));
        for (float strength : AIMS.keySet()) {
            progress.checkCancelled();
            pictures.add(varied(sky, strength));
            labels.add(text("%.2f", strength));
        }
        List<String> none = labels.stream().map(l -> "").toList();
        return Sheet.builder().optTitle("A gradient, varied; below: less the source without its noise, amplified by " + SHEET_AMPLIFICATION)
                .optFooter(footer).optColumnLabels(labels).addRow("", pictures, none)
                .addRow("", pictures.stream().map(SurfaceMeasure::amplified).toList(), none).build();
    }

    private static Pixels amplified(Pixels picture) {
        Pixels result = Pixels.blank(SIDE, SIDE);
        for (int i = 0; i < SIDE * SIDE; i++) {
            double down = (double) (i / SIDE) / (SIDE - 1);
            for (int c = 0; c < 3; c++) {
                double clean = (TOP[c] + (BOTTOM[c] - TOP[c]) * down) / 127.5 - 1;
                result.data()[c * SIDE * SIDE + i] = (float) Math.clamp(SHEET_AMPLIFICATION * (picture.data()[c * SIDE * SIDE + i] - clean), -1, 1);
            }
        }
        return result;
    }
}
