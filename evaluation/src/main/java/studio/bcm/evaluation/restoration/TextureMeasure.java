package studio.bcm.evaluation.restoration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import studio.bcm.evaluation.figure.Sheet;
import studio.bcm.evaluation.photo.Degradation;
import studio.bcm.evaluation.photo.EvaluationPhotos;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.task.Progress;

/** What the texture dial of a restoration does: more detail, at the price of nearness to the original. */
public final class TextureMeasure {
    /** Positions of the dial. */
    static final List<Float> DIAL = List.of(0f, 0.25f, 0.5f, 0.75f, 1f);

    private static final int SHEET_CROP = 128;

    private final Function<Float, RestorationMeasure.Restorer> restorers;
    private final Degradation degradation;

    /**
     * The dial at one position.
     *
     * @param texture  position of the dial; −1 stands for the input
     * @param psnrRgb  mean over photos
     * @param ssim     mean over photos
     * @param detail   mean absolute difference of neighbours' lumas over that of the original, mean over photos
     */
    public record Row(float texture, double psnrRgb, double ssim, double detail) {
    }

    /** @param restorers makes what restores with the dial at a position */
    public TextureMeasure(Function<Float, RestorationMeasure.Restorer> restorers, Degradation degradation) {
        this.restorers = restorers;
        this.degradation = degradation;
    }

    /** The input, then each position of the dial. */
    public List<Row> measure(EvaluationPhotos photos, Progress progress) {
        TreeMap<Float, List<double[]>> figures = new TreeMap<>();
        photos.forEach((picture, name) -> {
            Degradation.Pair pair = degradation.apply(RestorationMeasure.rounded(picture));
            EightBit original = EightBit.of(pair.original());
            figures.computeIfAbsent(-1f, t -> new ArrayList<>()).add(figures(original, EightBit.of(pair.input())));
            for (float texture : DIAL) {
                Pixels result = restorers.apply(texture).restore(pair.input(), 0, RestorationMeasure.quiet(progress));
                figures.computeIfAbsent(texture, t -> new ArrayList<>()).add(figures(original, EightBit.of(result)));
            }
        }, progress, "Turning the texture dial");
        return figures.entrySet().stream().map(e -> new Row(e.getKey(), mean(e.getValue(), 0), mean(e.getValue(), 1), mean(e.getValue(), 2))).toList();
    }

    private static double[] figures(EightBit original, EightBit picture) {
        return new double[] {Metrics.psnr(Metrics.mse(original, picture)), Metrics.ssim(original, picture), detail(picture) / detail(original)};
    }

    private static double mean(List<double[]> photos, int figure) {
        return photos.stream().mapToDouble(f -> f[figure]).average().orElseThrow();
    }

    /** Sum of absolute differences of neighbours' lumas, of a picture rounded to 8 bits. */
    public static double detail(PixelSource picture) {
        return detail(EightBit.of(picture));
    }

    private static double detail(EightBit picture) {
        int width = picture.width();
        double sum = 0;
        for (int y = 1; y < picture.height(); y++) {
            for (int x = 1; x < width; x++) {
                int at = y * width + x;
                sum += Math.abs(picture.luma(at) - picture.luma(at - 1)) + Math.abs(picture.luma(at) - picture.luma(at - width));
            }
        }
        return sum;
    }

    /** Original, input and each position of the dial of a few photos, where the input is worst, at twice their size. */
    public Sheet sheet(EvaluationPhotos photos, String footer, Progress progress) {
        List<String> heads = new ArrayList<>(List.of("original", "JPEG"));
        DIAL.forEach(t -> heads.add(String.format(Locale.ROOT, "texture %.2f", t)));
        Sheet.Builder sheet = Sheet.builder().optTitle("Texture, JPEG quality " + degradation.title()).optFooter(footer).optZoom(2).optColumnLabels(heads);
        photos.forEach((picture, name) -> {
            Degradation.Pair pair = degradation.apply(RestorationMeasure.rounded(picture));
            int size = Math.min(SHEET_CROP, Math.min(picture.width(), picture.height()));
            int[] at = RestorationMeasure.worst(pair, size);
            EightBit original = EightBit.of(pair.original());
            List<Pixels> cells = new ArrayList<>(List.of(RestorationMeasure.crop(pair.original(), at, size), RestorationMeasure.crop(pair.input(), at, size)));
            List<String> captions = new ArrayList<>(List.of(name, caption(original, EightBit.of(pair.input()))));
            for (float texture : DIAL) {
                Pixels result = restorers.apply(texture).restore(pair.input(), 0, RestorationMeasure.quiet(progress));
                cells.add(RestorationMeasure.crop(result, at, size));
                captions.add(caption(original, EightBit.of(result)));
            }
            sheet.addRow("", cells, captions);
        }, progress, "Drawing the sheet of textures");
        return sheet.build();
    }

    private static String caption(EightBit original, EightBit picture) {
        return String.format(Locale.ROOT, "%.2f dB, detail %.0f %%", Metrics.psnr(Metrics.mse(original, picture)),
                100 * detail(picture) / detail(original));
    }
}
