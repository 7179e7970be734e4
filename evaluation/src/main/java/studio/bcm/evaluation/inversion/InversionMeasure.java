package studio.bcm.evaluation.inversion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import studio.bcm.evaluation.figure.Sheet;
import studio.bcm.evaluation.photo.CropRunner;
import studio.bcm.evaluation.photo.Crops;
import studio.bcm.image.Pixels;
import studio.bcm.route.Move;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/**
 * How much of a picture survives being carried to noise and back: inversion by a route, then one evaluation from the
 * greatest level to the least (Li &amp; He, arXiv 2403.18035, section 4.3).
 */
public final class InversionMeasure {
    private static final int SHEET = 8;

    private final CropRunner runner;

    public InversionMeasure(CropRunner runner) {
        this.runner = runner;
    }

    /**
     * What a way to invert gives.
     *
     * @param evaluations    of the network, on the way to noise
     * @param mse            mean squared error per value of the rebuilt crops, clamped, on a scale of 0…1
     * @param noiseMean      of the noise in units of the greatest level; 0 is ideal
     * @param noiseDeviation in the same units; 1 is ideal
     */
    public record Result(String name, List<Move> moves, int evaluations, double mse, double noiseMean, double noiseDeviation) {
        static Result of(Route route, Sums sums) {
            return new Result(route.name(), route.moves(), route.nfe(), sums.mse(), sums.noiseMean(), sums.noiseDeviation());
        }
    }

    public Result measure(Crops crops, Route inversion, Progress progress) {
        CropRunner own = runner.of(crops);
        Sums sums = new Sums(runner.function().sigmaMax());
        for (int first = 0; first < crops.count(); first += runner.batch()) {
            progress.report(first, crops.count(), "Inverting by " + inversion.name());
            int n = Math.min(runner.batch(), crops.count() - first);
            float[] x = crops.batch(first, n);
            float[] noise = own.run(x, crops.size(), first, inversion.moves(), progress);
            sums.add(x, noise, rebuild(own, noise, crops.size(), n, first));
        }
        progress.report(crops.count(), crops.count(), "Inverting by " + inversion.name());
        return Result.of(inversion, sums);
    }

    private static float[] rebuild(CropRunner runner, float[] noise, int size, int n, int first) {
        return runner.carry(noise, n, size, first, runner.function().sigmaMax(), runner.function().sigmaMin());
    }

    /** The first crops beside what each route rebuilds of them. */
    public Sheet sheet(Crops crops, List<Route> inversions, String footer, Progress progress) {
        int n = Math.min(SHEET, crops.count());
        Sheet.Builder sheet = Sheet.builder().optTitle("Inversion: rebuilt in one evaluation").optFooter(footer);
        Crops chosen = spread(crops, n);
        CropRunner own = runner.of(chosen);
        sheet.addRow("crop", chosen.pictures(0, n));
        for (Route route : inversions) {
            float[] noise = own.run(chosen.batch(0, n), crops.size(), 0, route.moves(), progress);
            sheet.addRow(route.nfe() + (route.nfe() == 1 ? " evaluation" : " evaluations"),
                    Sheet.pictures(rebuild(own, noise, crops.size(), n, 0), n, crops.size(), crops.size()));
        }
        return sheet.build();
    }

    /** So many crops at equal distances. */
    public static Crops spread(Crops crops, int n) {
        float[] data = new float[n * crops.length()];
        for (int i = 0; i < n; i++) {
            System.arraycopy(crops.data(), (int) ((long) i * crops.count() / n) * crops.length(), data, i * crops.length(), crops.length());
        }
        long[] labels = crops.labels() == null ? null : new long[n];
        for (int i = 0; labels != null && i < n; i++) {
            labels[i] = crops.labels()[(int) ((long) i * crops.count() / n)];
        }
        return new Crops(crops.size(), data, labels);
    }

    private static long[] sameLabel(Crops crops, int which, int count) {
        if (crops.labels() == null) {
            return null;
        }
        long[] labels = new long[count];
        Arrays.fill(labels, crops.labels()[which]);
        return labels;
    }

    /** Morphs between neighbouring crops: spherical in their noise, rebuilt in one evaluation. */
    public Sheet interpolationSheet(Crops crops, Route inversion, int frames, String footer, Progress progress) {
        int rows = Math.min(SHEET, crops.count() / 2);
        Crops chosen = spread(crops, 2 * rows);
        int length = crops.length();
        CropRunner own = runner.of(chosen);
        float[] noise = own.run(chosen.batch(0, 2 * rows), crops.size(), 0, inversion.moves(), progress);
        Sheet.Builder sheet = Sheet.builder().optFooter(footer)
                .optTitle("Interpolation: " + inversion.nfe() + " evaluations to noise, one back");
        List<String> heads = new ArrayList<>();
        heads.add("A");
        for (int k = 0; k < frames; k++) {
            heads.add(String.format(Locale.ROOT, "%.2f", k / (frames - 1.0)));
        }
        heads.add("B");
        sheet.optColumnLabels(heads);
        for (int r = 0; r < rows; r++) {
            float[] between = new float[frames * length];
            for (int k = 0; k < frames; k++) {
                slerp(noise, 2 * r * length, (2 * r + 1) * length, length, k / (frames - 1.0), between, k * length);
            }
            List<Pixels> row = new ArrayList<>(chosen.pictures(2 * r, 1));
            // The class of A: a morph has one class alone.
            CropRunner ofA = runner.of(new Crops(crops.size(), between, sameLabel(chosen, 2 * r, frames)));
            row.addAll(Sheet.pictures(rebuild(ofA, between, crops.size(), frames, 0), frames, crops.size(), crops.size()));
            row.addAll(chosen.pictures(2 * r + 1, 1));
            sheet.addRow("", row);
        }
        return sheet.build();
    }

    /** Spherical interpolation of two vectors inside one array (Shoemake 1985). */
    static void slerp(float[] v, int a, int b, int length, double fraction, float[] into, int at) {
        double aa = 0;
        double bb = 0;
        double ab = 0;
        for (int i = 0; i < length; i++) {
            aa += (double) v[a + i] * v[a + i];
            bb += (double) v[b + i] * v[b + i];
            ab += (double) v[a + i] * v[b + i];
        }
        double angle = Math.acos(Math.clamp(ab / Math.sqrt(aa * bb), -1, 1));
        double sine = Math.sin(angle);
        double wa = sine < 1e-6 ? 1 - fraction : Math.sin((1 - fraction) * angle) / sine;
        double wb = sine < 1e-6 ? fraction : Math.sin(fraction * angle) / sine;
        for (int i = 0; i < length; i++) {
            into[at + i] = (float) (wa * v[a + i] + wb * v[b + i]);
        }
    }

    /** Running sums over batches. */
    static final class Sums {
        private final double sigmaMax;
        private long values;
        private double squaredError;
        private double noise;
        private double squaredNoise;

        Sums(double sigmaMax) {
            this.sigmaMax = sigmaMax;
        }

        void add(float[] original, float[] atNoise, float[] rebuilt) {
            for (int i = 0; i < original.length; i++) {
                double e = (Math.clamp(rebuilt[i], -1f, 1f) - original[i]) / 2;
                squaredError += e * e;
                double z = atNoise[i] / sigmaMax;
                noise += z;
                squaredNoise += z * z;
            }
            values += original.length;
        }

        double mse() {
            return squaredError / values;
        }

        double noiseMean() {
            return noise / values;
        }

        double noiseDeviation() {
            return Math.sqrt(Math.max(0, squaredNoise / values - noiseMean() * noiseMean()));
        }
    }
}
