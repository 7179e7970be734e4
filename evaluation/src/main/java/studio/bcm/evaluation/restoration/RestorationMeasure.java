package studio.bcm.evaluation.restoration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import studio.bcm.evaluation.figure.Sheet;
import studio.bcm.evaluation.photo.Degradation;
import studio.bcm.evaluation.photo.EvaluationPhotos;
import studio.bcm.image.Picture;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.image.Quantum;
import studio.bcm.task.Progress;

/** How much nearer to the original restoration brings degraded photos, as users get it. */
public final class RestorationMeasure {
    private static final int SHEET_ROWS = 6;
    private static final int SHEET_CROP = 160;

    /** What restores. */
    @FunctionalInterface
    public interface Restorer {
        /**
         * Restores one picture; called from several threads.
         *
         * @param strength noise level to restore from, or 0 to let the program choose
         */
        Pixels restore(Picture input, float strength, Progress progress);
    }

    /**
     * One photo.
     *
     * @param photo      its name in the folder
     * @param plain      the input's nearness to the original
     * @param restored   the result's
     * @param shift      the result's mean less the input's, of R, G and B, on 0…255
     * @param fixedGains gain in PSNR-RGB at each fixed strength of the grid
     * @param bestFixed  gain at the best fixed strength that was found, null when none were tried
     * @param bestStrength that strength, a sigma; 0 when leaving the photo alone is best, null when none were tried
     */
    record Photo(String photo, Metrics.Quality plain, Metrics.Quality restored, List<Double> shift, Map<Float, Double> fixedGains,
            @Nullable Double bestFixed, @Nullable Float bestStrength) {
        /** Gain in PSNR-RGB, dB; 0 when an exact input stayed exact, minus infinity when it did not. */
        double gain() {
            return difference(restored.psnrRgb(), plain.psnrRgb());
        }

        /** Gain in PSNR-Y, PSNR-Cb or PSNR-Cr. */
        double gain(ToDoubleFunction<Metrics.Quality> figure) {
            return difference(figure.applyAsDouble(restored), figure.applyAsDouble(plain));
        }

        /** By how much the program's own choice is behind the best fixed strength; negative where it is ahead. */
        double behind() {
            return bestFixed - gain();
        }

        private static double difference(double after, double before) {
            return after == before ? 0 : after - before;
        }
    }

    /**
     * All photos under one degradation. Gains are differences of PSNR-RGB in dB.
     *
     * @param degradation  its title
     * @param plain        mean of the inputs
     * @param restored     mean of the results
     * @param gain         mean gain
     * @param leastGain    least gain of any photo
     * @param leastPhoto   which photo that is
     * @param gainY        mean gain in PSNR-Y
     * @param gainCb       mean gain in PSNR-Cb
     * @param gainCr       mean gain in PSNR-Cr
     * @param meanShift    mean over photos of the shift of R, G and B, on 0…255
     * @param greatestShift greatest absolute shift of a channel of any photo
     * @param fixedGains   mean gain at each fixed strength of the grid
     * @param behindBest   by how much the program's own choice is behind the best fixed strength of each photo, mean; null when
     *                     none were tried
     * @param mostBehind   the same of the photo where it is most; null when none were tried
     * @param photos       each photo
     */
    public record Row(String degradation, Metrics.Quality plain, Metrics.Quality restored, double gain, double leastGain, String leastPhoto,
            double gainY, double gainCb, double gainCr, List<Double> meanShift, double greatestShift, Map<Float, Double> fixedGains,
            @Nullable Double behindBest, @Nullable Double mostBehind, List<Photo> photos) {
        static Row of(String degradation, List<Photo> photos) {
            Photo least = photos.stream().min(Comparator.comparingDouble(Photo::gain)).orElseThrow();
            List<Double> meanShift = new ArrayList<>();
            for (int c = 0; c < 3; c++) {
                int channel = c;
                meanShift.add(photos.stream().mapToDouble(p -> p.shift.get(channel)).average().orElseThrow());
            }
            double greatest = photos.stream().flatMap(p -> p.shift.stream()).mapToDouble(Math::abs).max().orElseThrow();
            Map<Float, Double> fixed = new LinkedHashMap<>();
            for (Float strength : photos.getFirst().fixedGains.keySet()) {
                fixed.put(strength, photos.stream().mapToDouble(p -> p.fixedGains.get(strength)).average().orElseThrow());
            }
            boolean tried = photos.getFirst().bestFixed != null;
            return new Row(degradation, Metrics.Quality.mean(photos.stream().map(Photo::plain).toList()),
                    Metrics.Quality.mean(photos.stream().map(Photo::restored).toList()), mean(photos, Photo::gain), least.gain(), least.photo,
                    mean(photos, p -> p.gain(Metrics.Quality::psnrY)), mean(photos, p -> p.gain(Metrics.Quality::psnrCb)),
                    mean(photos, p -> p.gain(Metrics.Quality::psnrCr)), meanShift, greatest, fixed, tried ? mean(photos, Photo::behind) : null,
                    tried ? photos.stream().mapToDouble(Photo::behind).max().orElseThrow() : null, photos);
        }

        /** The same under another title. */
        public Row titled(String title) {
            return Row.of(title, photos);
        }

        private static double mean(List<Photo> photos, ToDoubleFunction<Photo> figure) {
            return photos.stream().mapToDouble(figure).average().orElseThrow();
        }
    }

    private final Restorer restorer;
    private final List<Float> fixedStrengths;

    /**
     * @param fixedStrengths noise levels, ascending, to try beside the program's own choice; around the best of each photo finer
     *                       ones are tried; may be empty
     */
    public RestorationMeasure(Restorer restorer, List<Float> fixedStrengths) {
        this.restorer = restorer;
        this.fixedStrengths = List.copyOf(fixedStrengths);
    }

    /** Measures every photo of a folder under every degradation, reading each photo once. */
    public List<Row> measure(EvaluationPhotos folder, List<Degradation> degradations, Progress progress) {
        Map<Degradation, List<Photo>> photos = new LinkedHashMap<>();
        folder.forEach((picture, name) -> {
            Pixels clean = rounded(picture);
            // Side by side: one is encoded or compared while another is with the network.
            List<Photo> each = degradations.parallelStream().map(d -> {
                progress.checkCancelled();
                return photo(name, d.apply(clean), progress);
            }).toList();
            for (int i = 0; i < each.size(); i++) {
                photos.computeIfAbsent(degradations.get(i), d -> new ArrayList<>()).add(each.get(i));
            }
        }, progress, "Restoring");
        List<Row> rows = new ArrayList<>();
        photos.forEach((degradation, list) -> rows.add(Row.of(degradation.title(), list)));
        return rows;
    }

    /** As 8 bits hold it: a 16-bit original would show a difference that no 8-bit file could avoid. */
    static Pixels rounded(Picture picture) {
        Pixels pixels = picture.toPixels();
        float[] data = pixels.data();
        for (int i = 0; i < data.length; i++) {
            data[i] = Quantum.value(Quantum.level(data[i]));
        }
        return pixels;
    }

    private Photo photo(String name, Degradation.Pair pair, Progress progress) {
        EightBit original = EightBit.of(pair.original());
        EightBit input = EightBit.of(pair.input());
        EightBit result = EightBit.of(restorer.restore(pair.input(), 0, quiet(progress)));
        List<Double> shift = new ArrayList<>();
        for (int c = 0; c < 3; c++) {
            shift.add(result.mean(c) - input.mean(c));
        }
        Metrics.Quality plain = Metrics.compare(original, input);
        Map<Float, Double> fixed = new LinkedHashMap<>();
        for (float strength : fixedStrengths) {
            fixed.put(strength, fixedGain(pair, original, plain, strength, progress));
        }
        Map<Float, Double> all = refined(fixed, strength -> fixedGain(pair, original, plain, strength, progress));
        Map.Entry<Float, Double> best = all.entrySet().stream().max(Map.Entry.comparingByValue()).orElse(null);
        return new Photo(name, plain, Metrics.compare(original, result), shift, fixed, best == null ? null : best.getValue(),
                best == null ? null : best.getKey());
    }

    private double fixedGain(Degradation.Pair pair, EightBit original, Metrics.Quality plain, float strength, Progress progress) {
        progress.checkCancelled();
        EightBit other = EightBit.of(restorer.restore(pair.input(), strength, quiet(progress)));
        return Photo.difference(Metrics.psnr(Metrics.mse(original, other)), plain.psnrRgb());
    }

    /** The grid, what lies halfway to the neighbours of its best, and 0 for doing nothing; empty for an empty grid. */
    private static Map<Float, Double> refined(Map<Float, Double> grid, Function<Float, Double> gain) {
        Map<Float, Double> all = new LinkedHashMap<>(grid);
        if (!grid.isEmpty()) {
            List<Float> strengths = List.copyOf(grid.keySet());
            int best = IntStream.range(0, strengths.size()).boxed().max(Comparator.comparing(i -> grid.get(strengths.get(i)))).orElseThrow();
            for (int neighbour : new int[] {best - 1, best + 1}) {
                if (neighbour >= 0 && neighbour < strengths.size()) {
                    float between = (float) Math.sqrt(strengths.get(best) * strengths.get(neighbour));
                    all.put(between, gain.apply(between));
                }
            }
            all.put(0f, 0.0);
        }
        return all;
    }

    /** The photos' own progress would jump between nought and all for each of them; notes and cancel are passed on. */
    public static Progress quiet(Progress progress) {
        return new Progress() {
            @Override
            public void report(long done, long total, String message) {
            }

            @Override
            public void note(String message) {
                progress.note(message);
            }

            @Override
            public boolean isCancelled() {
                return progress.isCancelled();
            }
        };
    }

    /** Original, input and result of a few photos, where the input is worst, at twice their size. */
    public Sheet sheet(EvaluationPhotos folder, Degradation degradation, String footer, Progress progress) {
        Sheet.Builder sheet = Sheet.builder().optTitle("JPEG quality " + degradation.title()).optFooter(footer).optZoom(2)
                .optColumnLabels(List.of("original", "JPEG", "restored"));
        folder.forEach((picture, name) -> {
            Degradation.Pair pair = degradation.apply(rounded(picture));
            Pixels result = restorer.restore(pair.input(), 0, quiet(progress));
            int size = Math.min(SHEET_CROP, Math.min(result.width(), result.height()));
            int[] at = worst(pair, size);
            EightBit original = EightBit.of(pair.original());
            double before = Metrics.psnr(Metrics.mse(original, EightBit.of(pair.input())));
            double after = Metrics.psnr(Metrics.mse(original, EightBit.of(result)));
            sheet.addRow("", List.of(crop(pair.original(), at, size), crop(pair.input(), at, size), crop(result, at, size)),
                    List.of(shortened(name), String.format(Locale.ROOT, "%.2f dB", before), String.format(Locale.ROOT, "%.2f dB", after)));
        }, progress, "Drawing the sheet of quality " + degradation.title());
        return sheet.build();
    }

    public static int sheetRows() {
        return SHEET_ROWS;
    }

    private static String shortened(String name) {
        return name.length() <= 40 ? name : "…" + name.substring(name.length() - 39);
    }

    static Pixels crop(PixelSource picture, int[] at, int size) {
        Pixels part = Pixels.blank(size, size);
        picture.read(at[0], at[1], size, size, part.data(), 0);
        return part;
    }

    /** Upper left corner of the window with the greatest error, of those on a grid of half windows. */
    static int[] worst(Degradation.Pair pair, int size) {
        int[] best = {0, 0};
        double most = -1;
        float[] a = new float[3 * size * size];
        float[] b = new float[3 * size * size];
        for (int y = 0; y + size <= pair.original().height(); y += size / 2) {
            for (int x = 0; x + size <= pair.original().width(); x += size / 2) {
                pair.original().read(x, y, size, size, a, 0);
                pair.input().read(x, y, size, size, b, 0);
                double sum = 0;
                for (int i = 0; i < a.length; i++) {
                    sum += (a[i] - b[i]) * (a[i] - b[i]);
                }
                if (sum > most) {
                    most = sum;
                    best = new int[] {x, y};
                }
            }
        }
        return best;
    }
}
