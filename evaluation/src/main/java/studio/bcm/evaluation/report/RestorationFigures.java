package studio.bcm.evaluation.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import studio.bcm.evaluation.figure.Table;
import studio.bcm.evaluation.restoration.RestorationAims;
import studio.bcm.evaluation.restoration.RestorationMeasure;
import studio.bcm.evaluation.restoration.TextureMeasure;
import studio.bcm.model.Manifest;

/**
 * What was measured of restoration; null for each part that was not.
 *
 * @param restoration at the qualities of the published tables
 * @param ensemble    the same with mirrored and turned versions averaged
 * @param samplings   with other samplings of colour than 4:2:0
 * @param nearlyClean where restoration must do no harm
 * @param blind       without tables that give the strength
 * @param scaled      scaled after the compression
 * @param scaledClean scaled and never compressed
 * @param kinds       of pictures: folders of the collection, and what was made of its photos
 * @param texture     the texture dial
 * @param aims        what restoration is held to, and whether it was met
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestorationFigures(List<RestorationMeasure.Row> restoration, List<RestorationMeasure.Row> ensemble,
        List<RestorationMeasure.Row> samplings, List<RestorationMeasure.Row> nearlyClean, List<RestorationMeasure.Row> blind,
        List<RestorationMeasure.Row> scaled, List<RestorationMeasure.Row> scaledClean, List<RestorationMeasure.Row> kinds, List<TextureMeasure.Row> texture, List<RestorationAims.Aim> aims) {
    void addTables(List<Table> tables) {
        if (restoration != null) {
            tables.add(restorationTable("Restoration by JPEG quality", restoration, ensemble));
        }
        addRestoration(tables, "Restoration with other samplings of colour", samplings);
        addRestoration(tables, "Photos with little or nothing to restore", nearlyClean);
        addRestoration(tables, "Blind: the file does not give the strength", blind);
        addRestoration(tables, "Scaled after the compression", scaled);
        addRestoration(tables, "Scaled and never compressed", scaledClean);
        addRestoration(tables, "Kinds of pictures, by JPEG quality", kinds);
        List<RestorationMeasure.Row> fixed = Stream.of(restoration, samplings, blind, scaled).filter(Objects::nonNull).flatMap(List::stream)
                .filter(r -> r.behindBest() != null).toList();
        if (!fixed.isEmpty()) {
            tables.add(fixedTable(fixed));
        }
        if (texture != null) {
            tables.add(textureTable());
        }
        if (aims != null && !aims.isEmpty()) {
            tables.add(aimTable());
        }
    }

    void addFigures(List<Manifest.Figure> figures, String command) {
        if (restoration != null) {
            for (RestorationMeasure.Row r : restoration) {
                figures.add(new Manifest.Figure("restoration-psnr-" + r.degradation(), r.restored().psnrRgb(), "dB", command));
                figures.add(new Manifest.Figure("restoration-gain-" + r.degradation(), r.gain(), "dB", command));
            }
        }
    }

    private static void addRestoration(List<Table> tables, String title, List<RestorationMeasure.Row> rows) {
        if (rows != null) {
            tables.add(restorationTable(title, rows, null));
        }
    }

    /** @param ensemble a row for each of the others, or null */
    private static Table restorationTable(String title, List<RestorationMeasure.Row> rows, List<RestorationMeasure.Row> ensemble) {
        List<String> heads = new ArrayList<>(List.of("quality", "JPEG PSNR-RGB", "PSNR-Y", "SSIM", "PSNR-B", "restored PSNR-RGB", "PSNR-Y", "SSIM",
                "PSNR-B", "gain", "least gain", "gain Y, Cb, Cr", "mean shift R, G, B", "greatest"));
        if (ensemble != null) {
            heads.add("gain, self-ensemble");
        }
        Table t = new Table(title, heads,
                "PSNR in dB, mean over photos; gain in PSNR-RGB, least of any photo; shift of channel means on 0…255, greatest of any photo and channel.");
        for (int i = 0; i < rows.size(); i++) {
            RestorationMeasure.Row r = rows.get(i);
            List<Object> cells = new ArrayList<>(List.of(r.degradation(), decibels(r.plain().psnrRgb()), decibels(r.plain().psnrY()), format("%.3f", r.plain().ssim()), decibels(r.plain().psnrB()),
                    decibels(r.restored().psnrRgb()), decibels(r.restored().psnrY()), format("%.3f", r.restored().ssim()), decibels(r.restored().psnrB()),
                    gain(r.gain()), gain(r.leastGain()) + " (" + r.leastPhoto() + ")", gain(r.gainY()) + ", " + gain(r.gainCb()) + ", " + gain(r.gainCr()),
                    format("%.2f, %.2f, %.2f", r.meanShift().get(0), r.meanShift().get(1), r.meanShift().get(2)), format("%.2f", r.greatestShift())));
            if (ensemble != null) {
                cells.add(gain(ensemble.get(i).gain()));
            }
            t.add(cells.toArray());
        }
        return t;
    }

    private static Table fixedTable(List<RestorationMeasure.Row> rows) {
        List<String> heads = new ArrayList<>(List.of("quality", "automatic"));
        rows.getFirst().fixedGains().keySet().forEach(f -> heads.add(format("σ = %.2f", f)));
        heads.addAll(List.of("best of each photo", "automatic behind it", "most behind"));
        Table t = new Table("Automatic strength against fixed ones", heads, "Mean gain in PSNR-RGB, dB; the best of each photo is searched more finely.");
        for (RestorationMeasure.Row r : rows) {
            List<Object> cells = new ArrayList<>(List.of(r.degradation(), gain(r.gain())));
            r.fixedGains().values().forEach(g -> cells.add(gain(g)));
            cells.addAll(List.of(gain(r.gain() + r.behindBest()), format("%.3f", r.behindBest()), format("%.3f", r.mostBehind())));
            t.add(cells.toArray());
        }
        return t;
    }

    private Table textureTable() {
        Table t = new Table("Texture at quality 20", List.of("texture", "PSNR-RGB", "SSIM", "detail"),
                "Detail: mean step between neighbours over that of the original; a few photos.");
        for (TextureMeasure.Row r : texture) {
            t.add(r.texture() < 0 ? "the JPEG" : format("%.2f", r.texture()), decibels(r.psnrRgb()), format("%.3f", r.ssim()), format("%.2f", r.detail()));
        }
        return t;
    }

    private Table aimTable() {
        Table t = new Table("Aims", List.of("aim", "limit", "measured", ""), "");
        for (RestorationAims.Aim a : aims) {
            t.add(a.text(), (a.isLeast() ? "at least " : "at most ") + format("%.2f", a.limit()), Double.isInfinite(a.measured()) ? "changed" : format("%.3f", a.measured()),
                    a.met() ? "met" : "MISSED");
        }
        return t;
    }

    private static String decibels(double value) {
        return Double.isInfinite(value) ? "exact" : format("%.2f", value);
    }

    private static String gain(double value) {
        return Double.isInfinite(value) ? "changed" : format("%+.2f", value);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
