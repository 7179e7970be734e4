package studio.bcm.evaluation.pyramid;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import studio.bcm.edit.pyramid.Pyramid;
import studio.bcm.edit.pyramid.PyramidNoise;
import studio.bcm.evaluation.figure.Sheet;
import studio.bcm.evaluation.figure.Table;
import studio.bcm.evaluation.photo.EvaluationPhotos;
import studio.bcm.evaluation.restoration.RestorationMeasure;
import studio.bcm.evaluation.restoration.TextureMeasure;
import studio.bcm.image.Kernel;
import studio.bcm.image.Picture;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.image.Taps;
import studio.bcm.task.Progress;

/** Photos carried to the noise of their levels and back, and drawn anew from each level on. */
public final class PyramidMeasure {
    private static final int SHEET_SIDE = 256;

    private final Pyramid pyramid;
    private final List<Sample> samples = new ArrayList<>();
    private final int most;

    /** @param most photos of which pictures are kept for the sheet */
    public PyramidMeasure(Pyramid pyramid, int most) {
        this.pyramid = pyramid;
        this.most = most;
    }

    private record Sample(String photo, List<Pixels> pictures) {
    }

    /**
     * One photo.
     *
     * @param levels  levels of detail above the base
     * @param back    mean squared error on 0…1 of the way to noise and back, without what is carried beside it
     * @param smooth  steps between neighbours in the smoothest quarter over the photo's own, for a variation from each {@link Pyramid.From} on
     * @param detail  the same over the whole picture
     * @param seconds of inversion and rebuilding together
     */
    public record Row(String photo, int levels, double back, List<Double> smooth, List<Double> detail, double seconds) {
        public Row {
            smooth = List.copyOf(smooth);
            detail = List.copyOf(detail);
        }
    }

    /** Rows of all photos that have a level of detail. */
    public List<Row> measure(EvaluationPhotos photos, Progress progress) {
        List<Row> rows = new ArrayList<>();
        photos.forEach((photo, name) -> {
            if (pyramid.shapeOf(photo.width(), photo.height()).details() > 0) {
                rows.add(row(photo, name, progress));
            } else {
                progress.note("Left out: " + name + " has no level of detail.");
            }
        }, progress, "Carrying photos to the noise of their levels");
        return rows;
    }

    private Row row(Picture photo, String name, Progress progress) {
        Progress quiet = RestorationMeasure.quiet(progress);
        long start = System.nanoTime();
        PyramidNoise noise = pyramid.invert(photo, quiet);
        Pixels back = pyramid.rebuild(noise, false, quiet);
        double seconds = (System.nanoTime() - start) / 1e9;
        Pixels was = photo.toPixels();
        SmoothParts parts = new SmoothParts(photo);
        List<Double> smooth = new ArrayList<>();
        List<Double> detail = new ArrayList<>();
        List<Pixels> shown = new ArrayList<>(List.of(was, back));
        for (Pyramid.From from : Pyramid.From.values()) {
            pyramid.vary(photo, from, 1, (pixels, index) -> {
                smooth.add(parts.ratio(pixels));
                detail.add(TextureMeasure.detail(pixels) / TextureMeasure.detail(was));
                shown.add(pixels);
            }, quiet);
        }
        if (samples.size() < most) {
            samples.add(new Sample(name, shown.stream().map(PyramidMeasure::small).toList()));
        }
        return new Row(name, noise.details(), meanSquare(was, back), smooth, detail, seconds);
    }

    private static double meanSquare(Pixels a, Pixels b) {
        double sum = 0;
        for (int i = 0; i < a.data().length; i++) {
            double d = (Math.clamp(b.data()[i], -1f, 1f) - a.data()[i]) / 2;
            sum += d * d;
        }
        return sum / a.data().length;
    }

    private static Pixels small(PixelSource picture) {
        double factor = Math.min(1, (double) SHEET_SIDE / Math.max(picture.width(), picture.height()));
        return Taps.resample(picture, (int) Math.max(1, Math.round(factor * picture.width())), (int) Math.max(1, Math.round(factor * picture.height())),
                Kernel.BOX);
    }

    /** What photos have in common. */
    public static Table table(List<Row> rows) {
        Table table = new Table("Pyramids", List.of("figure", "mean", "least", "greatest"),
                "Error: mean square on 0…1 of the way to the noise of all levels and back, without what is carried beside it. Steps: between neighbours' "
                        + "lumas, in the smoothest quarter or over all, of a variation over those of its photo; one variation each, composition half changed.");
        add(table, "error", "%.5f", rows, Row::back);
        for (Pyramid.From from : Pyramid.From.values()) {
            String name = from.name().toLowerCase(Locale.ROOT);
            add(table, name + ", steps in smooth parts", "%.3f", rows, r -> r.smooth.get(from.ordinal()));
            add(table, name + ", steps over all", "%.3f", rows, r -> r.detail.get(from.ordinal()));
        }
        add(table, "seconds there and back", "%.2f", rows, Row::seconds);
        return table;
    }

    private static void add(Table table, String title, String format, List<Row> rows, ToDoubleFunction<Row> figure) {
        var summary = rows.stream().mapToDouble(figure).summaryStatistics();
        table.add(title, String.format(Locale.ROOT, format, summary.getAverage()), String.format(Locale.ROOT, format, summary.getMin()),
                String.format(Locale.ROOT, format, summary.getMax()));
    }

    /** All rows, for spreadsheets. */
    public static String csv(List<Row> rows) {
        StringBuilder s = new StringBuilder("photo,levels,mse,detail_smooth,parts_smooth,composition_smooth,detail_all,parts_all,composition_all,seconds\n");
        for (Row r : rows) {
            s.append(String.format(Locale.ROOT, "%s,%d,%.6f,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f,%.3f\n", r.photo.replace(',', ';'), r.levels, r.back, r.smooth.get(0),
                    r.smooth.get(1), r.smooth.get(2), r.detail.get(0), r.detail.get(1), r.detail.get(2), r.seconds));
        }
        return s.toString();
    }

    /** The first photos: as they were, back from noise, and a variation of each level, made small. */
    public Sheet sheet(String footer) {
        Sheet.Builder sheet = Sheet.builder().optTitle("Levels").optFooter(footer)
                .optColumnLabels(List.of("photo", "back from noise", "detail anew", "parts anew", "composition anew"));
        samples.forEach(s -> sheet.addRow(s.photo, s.pictures));
        return sheet.build();
    }
}
