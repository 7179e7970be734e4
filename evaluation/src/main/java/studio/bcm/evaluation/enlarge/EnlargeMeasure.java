package studio.bcm.evaluation.enlarge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import studio.bcm.edit.Enlargement;
import studio.bcm.evaluation.figure.Sheet;
import studio.bcm.evaluation.figure.Table;
import studio.bcm.evaluation.photo.EvaluationPhotos;
import studio.bcm.evaluation.restoration.Metrics;
import studio.bcm.evaluation.restoration.RestorationMeasure;
import studio.bcm.evaluation.restoration.TextureMeasure;
import studio.bcm.image.Kernel;
import studio.bcm.image.Picture;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.image.Taps;
import studio.bcm.task.Progress;

/**
 * How near enlarged photos are to their originals, beside bicubic and Lanczos interpolation. Originals are cut to multiples of the
 * factor, made smaller and rounded to 8 bits; as in the literature, as many pixels as the factor are left out at each border.
 */
public final class EnlargeMeasure {
    private static final int SHEET_CROP = 128;

    private final Map<Float, Enlargement> byTexture;
    private final int factor;
    private final Kernel kernel;

    /**
     * @param byTexture what enlarges, by position of the texture dial
     * @param kernel    by which originals are made smaller
     */
    public EnlargeMeasure(Map<Float, Enlargement> byTexture, int factor, Kernel kernel) {
        this.byTexture = byTexture;
        this.factor = factor;
        this.kernel = kernel;
    }

    /**
     * One photo, enlarged in one way.
     *
     * @param way         bicubic, lanczos, or the position of the texture dial
     * @param psnrY       dB
     * @param ssim        of RGB
     * @param detail      mean step between neighbours' lumas over that of the original
     * @param consistency mean absolute difference of the result, made smaller, from what was enlarged, on 0…255
     * @param seconds     a megapixel of the result
     * @param found       whether the kernel was found out rightly; interpolation does not ask
     */
    public record Row(String photo, int factor, Kernel kernel, String way, double psnrY, double ssim, double detail, double consistency, double seconds,
            boolean found) {
    }

    /** Rows of all photos. */
    public List<Row> measure(EvaluationPhotos photos, Progress progress) {
        List<Row> rows = new ArrayList<>();
        photos.forEach((photo, name) -> {
            Pixels original = cut(photo);
            Picture small = smaller(original);
            rows.add(row(name, "bicubic", original, small, Taps.resample(small, original.width(), original.height(), Kernel.BICUBIC), 0, true));
            rows.add(row(name, "lanczos", original, small, Taps.resample(small, original.width(), original.height(), Kernel.LANCZOS), 0, true));
            byTexture.forEach((texture, enlargement) -> {
                long start = System.nanoTime();
                Enlargement.Result result = enlargement.run(small, original.width(), original.height(), RestorationMeasure.quiet(progress));
                double seconds = (System.nanoTime() - start) / 1e3 / original.width() / original.height();
                rows.add(row(name, way(texture), original, small, result.picture(), seconds, result.kernel() == kernel));
            });
        }, progress, String.format(Locale.ROOT, "Enlarging %d times what was made smaller by %s", factor, title(kernel)));
        return rows;
    }

    static String way(float texture) {
        return String.format(Locale.ROOT, "texture %.2f", texture);
    }

    public static String title(Kernel kernel) {
        return kernel == Kernel.BOX ? "area" : kernel.name().toLowerCase(Locale.ROOT);
    }

    private Pixels cut(Picture photo) {
        int width = photo.width() / 4 * 4;
        int height = photo.height() / 4 * 4;
        Pixels cut = Pixels.blank(width, height);
        photo.read(0, 0, width, height, cut.data(), 0);
        return cut;
    }

    private Picture smaller(Pixels original) {
        return Picture.of(Taps.resample(original, original.width() / factor, original.height() / factor, kernel));
    }

    private Row row(String name, String way, Pixels original, Picture small, PixelSource result, double seconds, boolean found) {
        Pixels was = inner(original);
        Pixels is = inner(result);
        Metrics.Quality quality = Metrics.compare(was, is);
        Picture again = Picture.of(Taps.resample(result, small.width(), small.height(), kernel));
        return new Row(name, factor, kernel, way, quality.psnrY(), quality.ssim(), TextureMeasure.detail(is) / TextureMeasure.detail(was),
                difference(again, small), seconds, found);
    }

    private Pixels inner(PixelSource picture) {
        Pixels inner = Pixels.blank(picture.width() - 2 * factor, picture.height() - 2 * factor);
        picture.read(factor, factor, inner.width(), inner.height(), inner.data(), 0);
        return inner;
    }

    /** Mean absolute, on 0…255. */
    private static double difference(Picture a, Picture b) {
        float[] x = a.toPixels().data();
        float[] y = b.toPixels().data();
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += Math.abs(x[i] - y[i]);
        }
        return 127.5 * sum / x.length;
    }

    /** What photos have in common: one row for each way. */
    public static Table table(int factor, Kernel kernel, List<Row> rows) {
        Table table = new Table(String.format(Locale.ROOT, "%d times, made smaller by %s", factor, title(kernel)),
                List.of("way", "PSNR-Y", "over bicubic", "SSIM", "detail", "consistency", "s a megapixel", "kernel found"),
                "Means over the photos, PSNR in dB of full-range luma; detail: mean step between neighbours over the original's; consistency: mean absolute "
                        + "difference on 0…255 of the result, made smaller, from what was enlarged.");
        Map<String, List<Row>> byWay = new LinkedHashMap<>();
        rows.forEach(r -> byWay.computeIfAbsent(r.way, w -> new ArrayList<>()).add(r));
        double bicubic = mean(byWay.get("bicubic"), Row::psnrY);
        byWay.forEach((way, of) -> {
            double psnr = mean(of, Row::psnrY);
            double seconds = mean(of, Row::seconds);
            table.add(way, format("%.2f", psnr), format("%+.2f", psnr - bicubic), format("%.4f", mean(of, Row::ssim)), format("%.3f", mean(of, Row::detail)),
                    format("%.2f", mean(of, Row::consistency)), seconds == 0 ? "" : format("%.2f", seconds),
                    seconds == 0 ? "" : format("%.0f %%", 100 * mean(of, r -> r.found ? 1 : 0)));
        });
        return table;
    }

    private static double mean(Collection<Row> rows, ToDoubleFunction<Row> figure) {
        return rows.stream().mapToDouble(figure).average().orElseThrow();
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** All rows, for spreadsheets. */
    public static String csv(List<Row> rows) {
        StringBuilder s = new StringBuilder("photo,factor,kernel,way,psnr_y,ssim,detail,consistency,seconds_per_megapixel,kernel_found\n");
        for (Row r : rows) {
            s.append(format("%s,%d,%s,%s,%.4f,%.5f,%.4f,%.4f,%.4f,%b\n", r.photo.replace(',', ';'), r.factor, title(r.kernel), r.way, r.psnrY, r.ssim, r.detail,
                    r.consistency, r.seconds, r.found));
        }
        return s.toString();
    }

    /** The middles of a few photos: what was enlarged, each way, and the originals, pixel by pixel. */
    public Sheet sheet(EvaluationPhotos photos, String footer, Progress progress) {
        List<String> heads = new ArrayList<>(List.of("bicubic", "lanczos"));
        byTexture.keySet().forEach(t -> heads.add(way(t)));
        heads.add("original");
        Sheet.Builder sheet = Sheet.builder().optTitle(String.format(Locale.ROOT, "Enlarged %d times, made smaller by %s", factor, title(kernel)))
                .optFooter(footer).optZoom(2).optColumnLabels(heads);
        photos.forEach((photo, name) -> {
            Pixels original = cut(photo);
            Picture small = smaller(original);
            List<Pixels> row = new ArrayList<>();
            row.add(middle(Taps.resample(small, original.width(), original.height(), Kernel.BICUBIC)));
            row.add(middle(Taps.resample(small, original.width(), original.height(), Kernel.LANCZOS)));
            byTexture.values().forEach(e -> row.add(middle(e.run(small, original.width(), original.height(), RestorationMeasure.quiet(progress)).picture())));
            row.add(middle(original));
            sheet.addRow(name, row);
        }, progress, "Drawing the sheet");
        return sheet.build();
    }

    private static Pixels middle(PixelSource picture) {
        int size = Math.min(SHEET_CROP, Math.min(picture.width(), picture.height()));
        Pixels part = Pixels.blank(size, size);
        picture.read((picture.width() - size) / 2, (picture.height() - size) / 2, size, size, part.data(), 0);
        return part;
    }
}
