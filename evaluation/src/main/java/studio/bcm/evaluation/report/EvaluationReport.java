package studio.bcm.evaluation.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import studio.bcm.evaluation.figure.Table;
import studio.bcm.evaluation.inversion.InversionMeasure;
import studio.bcm.evaluation.sampling.Routes;
import studio.bcm.evaluation.seams.SeamMeasure;
import studio.bcm.model.Manifest;

/**
 * What an evaluation found, to be written as JSON and as Markdown. Parts that were not measured are null.
 *
 * @param run         what was measured, on what
 * @param inversion   by route
 * @param solvers     Euler and Heun inversion and the network's own longer grids
 * @param restoration of JPEGs
 * @param seams       by size of tiles
 * @param distances   Fréchet distances and what goes with them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EvaluationReport(@JsonUnwrapped Run run, List<InversionMeasure.Result> inversion, List<SolverRow> solvers,
        @JsonUnwrapped RestorationFigures restoration, List<SeamRow> seams, List<Distance> distances) {
    /** How far steps at borders may be from those elsewhere. */
    private static final double SEAM_LIMIT = 0.02;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * A measurement.
     *
     * @param command     that measures it again
     * @param date        ISO 8601, with the offset from UTC
     * @param model       name of the pack
     * @param modelSha256 of its network
     * @param device      in words
     * @param folder      of photos
     * @param photos      how many
     * @param skipped     those that could not be read
     * @param crops       how many, of {@code cropSize}; 0 when none were needed
     * @param cropSize    pixels a side
     * @param seed        of crops and noise
     * @param seconds     wall time
     */
    public record Run(String command, String date, String model, String modelSha256, String device, String folder, int photos,
            List<String> skipped, int crops, int cropSize, long seed, double seconds) {
    }

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
    public record SolverRow(String method, int evaluations, float startNoise, double mse, @Nullable Double mseSameBack, double noiseDeviation) {
    }

    /**
     * Steps at borders of tiles.
     *
     * @param tile      side in pixels
     * @param gradients null where none has a border
     * @param photos    null where none has a border
     */
    public record SeamRow(int tile, SeamMeasure.@Nullable Result gradients, SeamMeasure.@Nullable Result photos) {
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
    public record Distance(String route, int evaluations, String features, int samples, double distance, @Nullable Double precision, @Nullable Double recall) {
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
        s.append("# ").append(run.model).append("\n\n");
        s.append("    ").append(run.command).append("\n\n");
        s.append(run.date).append(", ").append(run.device).append("; ").append(run.photos).append(" photos of ").append(run.folder);
        if (run.crops > 0) {
            s.append(", ").append(run.crops).append(" crops of ").append(run.cropSize).append("×").append(run.cropSize).append(", seed ").append(run.seed);
        }
        s.append(format("; %.0f s.\n", run.seconds));
        for (String line : run.skipped) {
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
        restoration.addTables(tables);
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
                figures.add(new Manifest.Figure("inversion-mse-" + r.evaluations(), r.mse(), "", run.command));
                figures.add(new Manifest.Figure("inversion-noise-deviation-" + r.evaluations(), r.noiseDeviation(), "", run.command));
            }
        }
        restoration.addFigures(figures, run.command);
        return figures;
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
