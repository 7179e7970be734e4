package studio.bcm.evaluation.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import studio.bcm.evaluation.figure.Table;
import studio.bcm.evaluation.inversion.InversionMeasure;
import studio.bcm.evaluation.restoration.RestorationAims;
import studio.bcm.evaluation.restoration.RestorationMeasure;
import studio.bcm.evaluation.restoration.TextureMeasure;
import studio.bcm.evaluation.sampling.Routes;
import studio.bcm.evaluation.seams.SeamMeasure;
import studio.bcm.model.Manifest;

/**
 * What an evaluation found, to be written as JSON and as Markdown. Parts that were not measured are null.
 *
 * @param command      that measures it again
 * @param date         ISO 8601, with the offset from UTC
 * @param model        name of the pack
 * @param modelSha256  of its network
 * @param device       in words
 * @param folder       of photos
 * @param photos       how many
 * @param skipped      those that could not be read
 * @param crops        how many, of {@code cropSize}; 0 when none were needed
 * @param cropSize     pixels a side
 * @param seed         of crops and noise
 * @param seconds      wall time
 * @param inversion    by route
 * @param solvers      Euler and Heun inversion and the network's own longer grids
 * @param restoration  at the qualities of the published tables
 * @param samplings    with other samplings of colour than 4:2:0
 * @param nearlyClean  where restoration must do no harm
 * @param blind        without tables that give the strength
 * @param scaled       scaled after the compression
 * @param scaledClean  scaled and never compressed
 * @param texture      the texture dial
 * @param aims         what restoration is held to, and whether it was met
 * @param seams        by size of tiles
 * @param distances    Fréchet distances and what goes with them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Report(String command, String date, String model, String modelSha256, String device, String folder, int photos,
        List<String> skipped, int crops, int cropSize, long seed, double seconds, List<InversionMeasure.Result> inversion,
        List<SolverRow> solvers, List<RestorationMeasure.Row> restoration, List<RestorationMeasure.Row> samplings,
        List<RestorationMeasure.Row> nearlyClean, List<RestorationMeasure.Row> blind, List<RestorationMeasure.Row> scaled,
        List<RestorationMeasure.Row> scaledClean, List<TextureMeasure.Row> texture, List<RestorationAims.Aim> aims,
        List<SeamRow> seams, List<Distance> distances) {
    /** How far steps at borders may be from those elsewhere. */
    private static final double SEAM_LIMIT = 0.02;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * Inversion with so many evaluations by one method.
     *
     * @param method      Euler, Heun, or the network's own moves
     * @param evaluations on the way to noise
     * @param startNoise  sigma added to the clean picture first
     * @param mse         rebuilt by the network in one evaluation
     * @param mseSameBack rebuilt by the same method with as many evaluations; null where there is none
     * @param noiseDeviation 1 is ideal
     */
    public record SolverRow(String method, int evaluations, float startNoise, double mse, Double mseSameBack, double noiseDeviation) {
    }

    /**
     * Steps at borders of tiles.
     *
     * @param tile      side in pixels
     * @param gradients null where none has a border
     * @param photos    null where none has a border
     */
    public record SeamRow(int tile, SeamMeasure.Result gradients, SeamMeasure.Result photos) {
        /** Whether the limit is kept: in photos by the corrected ratio, for the plain one is of what they show at so few lines. */
        boolean isWithin(double limit) {
            return (gradients == null || Math.abs(gradients.ratio() - 1) <= limit) && (photos == null || Math.abs(photos.corrected() - 1) <= limit);
        }
    }

    /**
     * A Fréchet distance between samples of a route and photos.
     *
     * @param route       of the samples
     * @param evaluations of the route
     * @param features    of what network
     * @param samples     how many
     * @param distance    squared, as is usual
     * @param precision   share of samples within the photos' neighbourhoods; null when not measured
     * @param recall      share of photos within the samples' neighbourhoods; null when not measured
     */
    public record Distance(String route, int evaluations, String features, int samples, double distance, Double precision, Double recall) {
    }

    public String json() {
        try {
            return JSON.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is plain values", e);
        }
    }

    public String markdown() {
        StringBuilder s = new StringBuilder();
        s.append("# ").append(model).append("\n\n");
        s.append("    ").append(command).append("\n\n");
        s.append(date).append(", ").append(device).append("; ").append(photos).append(" photos of ").append(folder);
        if (crops > 0) {
            s.append(", ").append(crops).append(" crops of ").append(cropSize).append("×").append(cropSize).append(", seed ").append(seed);
        }
        s.append(format("; %.0f s.\n", seconds));
        for (String line : skipped) {
            s.append("\nLeft out: ").append(line).append("\n");
        }
        tables().forEach(t -> s.append("\n## ").append(t.title()).append("\n\n").append(t.markdown()).append(t.note().isEmpty() ? "" : "\n" + t.note() + "\n"));
        return s.toString();
    }

    /** The parts as tables. */
    public List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        if (inversion != null) {
            tables.add(inversionTable());
        }
        if (solvers != null) {
            tables.add(solverTable());
        }
        if (restoration != null) {
            tables.add(restorationTable("Restoration by JPEG quality", restoration));
        }
        addRestoration(tables, "Restoration with other samplings of colour", samplings);
        addRestoration(tables, "Photos with little or nothing to restore", nearlyClean);
        addRestoration(tables, "Blind: the file does not give the strength", blind);
        addRestoration(tables, "Scaled after the compression", scaled);
        addRestoration(tables, "Scaled and never compressed", scaledClean);
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
        if (seams != null) {
            tables.add(seamTable());
        }
        if (distances != null) {
            tables.add(distanceTable());
        }
        return tables;
    }

    private Table inversionTable() {
        Table t = new Table("Inversion", List.of("evaluations", "route", "error", "noise mean", "noise deviation"),
                "Error: mean squared per value on 0…1 after one evaluation back.");
        for (InversionMeasure.Result r : inversion) {
            t.add(r.evaluations(), Routes.text(r.moves()), format("%.5f", r.mse()), format("%.3f", r.noiseMean()), format("%.3f", r.noiseDeviation()));
        }
        return t;
    }

    private Table solverTable() {
        Table t = new Table("Inversion error over evaluations", List.of("method", "evaluations", "start noise", "error, one evaluation back", "error, same method back", "noise deviation"),
                "Euler and Heun take f(x, σ, 0.002) for the clean picture.");
        for (SolverRow r : solvers) {
            t.add(r.method, r.evaluations, format("%.3f", r.startNoise), format("%.5f", r.mse), r.mseSameBack == null ? "" : format("%.5f", r.mseSameBack), format("%.3f", r.noiseDeviation));
        }
        return t;
    }

    private static void addRestoration(List<Table> tables, String title, List<RestorationMeasure.Row> rows) {
        if (rows != null) {
            tables.add(restorationTable(title, rows));
        }
    }

    private static Table restorationTable(String title, List<RestorationMeasure.Row> rows) {
        Table t = new Table(title, List.of("quality", "JPEG PSNR-RGB", "PSNR-Y", "SSIM", "PSNR-B", "restored PSNR-RGB", "PSNR-Y", "SSIM", "PSNR-B", "gain",
                "least gain", "gain Y, Cb, Cr", "mean shift R, G, B", "greatest"),
                "PSNR in dB, mean over photos; gain in PSNR-RGB, least of any photo; shift of channel means on 0…255, greatest of any photo and channel.");
        for (RestorationMeasure.Row r : rows) {
            t.add(r.degradation(), decibels(r.plain().psnrRgb()), decibels(r.plain().psnrY()), format("%.3f", r.plain().ssim()), decibels(r.plain().psnrB()),
                    decibels(r.restored().psnrRgb()), decibels(r.restored().psnrY()), format("%.3f", r.restored().ssim()), decibels(r.restored().psnrB()),
                    gain(r.gain()), gain(r.leastGain()) + " (" + r.leastPhoto() + ")", gain(r.gainY()) + ", " + gain(r.gainCb()) + ", " + gain(r.gainCr()),
                    format("%.2f, %.2f, %.2f", r.meanShift().get(0), r.meanShift().get(1), r.meanShift().get(2)), format("%.2f", r.greatestShift()));
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

    private Table seamTable() {
        List<String> beyond = seams.stream().filter(r -> !r.isWithin(SEAM_LIMIT)).map(r -> Integer.toString(r.tile)).toList();
        Table t = new Table("Mean absolute step across borders of tiles, over that elsewhere",
                List.of("tiles", "gradients: levels", "ratio", "corrected", "photos: levels", "ratio", "corrected"),
                format("± standard error; corrected: each over the same lines without tiles. Gradients as they are and photos corrected, within %.0f %%: %s.",
                        100 * SEAM_LIMIT, beyond.isEmpty() ? "all" : "all but tiles of " + String.join(", ", beyond)));
        for (SeamRow r : seams) {
            List<Object> cells = new ArrayList<>(List.of(r.tile));
            for (SeamMeasure.Result part : Arrays.asList(r.gradients, r.photos)) {
                cells.addAll(part == null ? List.of("", "", "") : List.of(format("%.3f / %.3f", part.atBorders(), part.elsewhere()),
                        withError(part.ratio(), part.error()), withError(part.corrected(), part.correctedError())));
            }
            t.add(cells.toArray());
        }
        return t;
    }

    private static String withError(double ratio, Double error) {
        return format("%.4f", ratio) + (error == null ? "" : format(" ± %.4f", error));
    }

    private Table distanceTable() {
        Table t = new Table("Fréchet distance", List.of("evaluations", "route", "features", "samples", "distance", "precision", "recall"), "");
        for (Distance d : distances) {
            t.add(d.evaluations, d.route, d.features, d.samples, format("%.3f", d.distance), d.precision == null ? "" : format("%.3f", d.precision),
                    d.recall == null ? "" : format("%.3f", d.recall));
        }
        return t;
    }

    /** What a pack's manifest keeps of it. */
    public List<Manifest.Figure> figures() {
        List<Manifest.Figure> figures = new ArrayList<>();
        if (inversion != null) {
            for (InversionMeasure.Result r : inversion) {
                figures.add(new Manifest.Figure("inversion-mse-" + r.evaluations(), r.mse(), "", command));
                figures.add(new Manifest.Figure("inversion-noise-deviation-" + r.evaluations(), r.noiseDeviation(), "", command));
            }
        }
        if (restoration != null) {
            for (RestorationMeasure.Row r : restoration) {
                figures.add(new Manifest.Figure("restoration-psnr-" + r.degradation(), r.restored().psnrRgb(), "dB", command));
                figures.add(new Manifest.Figure("restoration-gain-" + r.degradation(), r.gain(), "dB", command));
            }
        }
        return figures;
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
