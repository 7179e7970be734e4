package studio.bcm.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.bcm.route.Route;

/**
 * What a model pack says of itself: {@code manifest.json}. Made with {@link #builder()}; read and written with
 * {@link ManifestJson}.
 *
 * @param schemaVersion version of this layout, {@link #SCHEMA_VERSION}
 * @param name          by which the command line knows the pack: letters, digits, {@code . _ -}
 * @param title         one line for people
 * @param description   what the model is good for; may be empty
 * @param resolution    height and width of the training crops, in pixels
 * @param sizeMultiple  what height and width of inputs must be multiples of
 * @param sigmaMin      least noise level
 * @param sigmaMax      greatest noise level
 * @param classes       names of the classes, by number; empty for an unconditional model
 * @param precision     of the stored weights: {@code fp32}, {@code fp16}, or {@code int8}, which are fp16 once they are read
 * @param routes        the pack's own tuned routes, which come before {@link studio.bcm.route.Presets} of the same name
 * @param tuning        the pack's calibrated defaults, by the names in {@link Tuning}; operations fall back to their own
 *                      value where one is missing
 * @param training      how the model came to be, or null when unknown
 * @param figures       what was measured with this model
 * @param detail        for a model of a detail level, which is given a coarser one: how; null for a model of whole pictures
 * @param modelSha256   SHA-256 of {@code model.onnx}, 64 lower-case hexadecimal digits; null until
 *                      {@link PackWriter} fills it in
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"schemaVersion", "name", "title", "description"})
public record Manifest(
        int schemaVersion,
        String name,
        String title,
        String description,
        int resolution,
        int sizeMultiple,
        float sigmaMin,
        float sigmaMax,
        List<String> classes,
        String precision,
        List<Route> routes,
        Map<String, Double> tuning,
        @Nullable TrainingRecord training,
        List<Figure> figures,
        @Nullable Detail detail,
        @Nullable String modelSha256) {

    /** Version of the layout that this program reads and writes. */
    public static final int SCHEMA_VERSION = 1;

    /** Precision of weights that are int8 in the file alone. */
    public static final String INT8 = "int8";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Set<String> PRECISIONS = Set.of("fp32", "fp16", INT8);

    /** @throws IllegalArgumentException naming the first field that is missing or out of range */
    public Manifest {
        require(schemaVersion == SCHEMA_VERSION, "schemaVersion is " + schemaVersion + ", not " + SCHEMA_VERSION);
        require(name != null && NAME.matcher(name).matches(), "name is missing or not made of letters, digits, '.', '_', '-'");
        title = title == null || title.isBlank() ? name : title;
        description = description == null ? "" : description;
        require(resolution >= 1 && resolution <= 1 << 16, "resolution " + resolution + " is out of range");
        require(sizeMultiple >= 1 && sizeMultiple <= 1 << 12, "sizeMultiple " + sizeMultiple + " is out of range");
        require(resolution % sizeMultiple == 0, "resolution " + resolution + " is no multiple of sizeMultiple " + sizeMultiple);
        require(sigmaMin > 0 && sigmaMin < sigmaMax && Float.isFinite(sigmaMax),
                "sigmaMin " + sigmaMin + " and sigmaMax " + sigmaMax + " are no range of noise levels");
        classes = classes == null ? List.of() : List.copyOf(classes);
        require(precision != null, "precision is missing");
        require(PRECISIONS.contains(precision), "precision '" + precision + "' is none of fp32, fp16 and int8");
        routes = routes == null ? List.of() : List.copyOf(routes);
        requireRoutes(routes, sigmaMin, sigmaMax);
        tuning = tuning == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(tuning));
        tuning.forEach((key, value) -> require(value != null && Double.isFinite(value), "tuning '" + key + "' is no number"));
        figures = figures == null ? List.of() : List.copyOf(figures);
        require(modelSha256 == null || SHA256.matcher(modelSha256).matches(), "modelSha256 is no SHA-256");
    }

    private static void requireRoutes(List<Route> routes, float sigmaMin, float sigmaMax) {
        Set<String> seen = new HashSet<>();
        for (Route route : routes) {
            require(seen.add(route.name()), "two routes are named '" + route.name() + "'");
            route.requireWithin(sigmaMin, sigmaMax);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Number of classes, 0 for an unconditional model. */
    public int classCount() {
        return classes.size();
    }

    /** The pack's own route of that name. */
    public Optional<Route> route(String routeName) {
        return routes.stream().filter(r -> r.name().equals(routeName)).findFirst();
    }

    /**
     * A calibrated default.
     *
     * @param key       one of {@link Tuning}'s names, or one that a pack and an operation agree on
     * @param otherwise what to use where the pack says nothing
     */
    public double tuning(String key, double otherwise) {
        return tuning.getOrDefault(key, otherwise);
    }

    /** The same with the hash of its model filled in. */
    Manifest withModelSha256(String sha256) {
        return new Manifest(schemaVersion, name, title, description, resolution, sizeMultiple, sigmaMin, sigmaMax, classes,
                precision, routes, tuning, training, figures, detail, sha256);
    }

    /** The same with other figures, for a pack that has been measured after it was written. */
    public Manifest withFigures(List<Figure> measured) {
        return new Manifest(schemaVersion, name, title, description, resolution, sizeMultiple, sigmaMin, sigmaMax, classes,
                precision, routes, tuning, training, measured, detail, modelSha256);
    }

    /** The same with other tuned defaults. */
    public Manifest withTuning(Map<String, Double> tuned) {
        return new Manifest(schemaVersion, name, title, description, resolution, sizeMultiple, sigmaMin, sigmaMax, classes,
                precision, routes, tuned, training, figures, detail, modelSha256);
    }

    /** The same with other routes of its own. */
    public Manifest withRoutes(List<Route> tuned) {
        return new Manifest(schemaVersion, name, title, description, resolution, sizeMultiple, sigmaMin, sigmaMax, classes,
                precision, tuned, tuning, training, figures, detail, modelSha256);
    }

    /**
     * That a model carries what is finer than a coarser level, half as large, that it is given (see {@link CoarseLevel}).
     *
     * @param scale what the difference between a picture and its doubled coarser level, both on −1…1, is multiplied by
     */
    public record Detail(float scale) {
        public Detail {
            require(scale > 0 && Float.isFinite(scale), "the scale of the detail is no positive number");
        }
    }

    /**
     * One measured figure.
     *
     * @param name    what was measured, such as {@code inversion-mse-1}
     * @param value   in {@code unit}
     * @param unit    such as {@code dB}; empty for a plain number
     * @param command that measures it again
     */
    public record Figure(String name, double value, String unit, String command) {
        public Figure {
            require(name != null && !name.isBlank(), "a figure has no name");
            require(Double.isFinite(value), "figure '" + name + "' is no number");
            unit = unit == null ? "" : unit;
            command = command == null ? "" : command;
        }
    }

    /**
     * How a model was trained.
     *
     * @param data        folders it saw
     * @param stages      in the order they ran
     * @param imagesSeen  over all stages, repeats counted
     * @param wallSeconds over all stages
     * @param device      such as {@code NVIDIA H200}
     * @param options     the trainer's options, as it writes them to {@code training_options.json}
     */
    public record TrainingRecord(
            List<DataSource> data,
            List<Stage> stages,
            long imagesSeen,
            double wallSeconds,
            String device,
            Map<String, Object> options) {
        public TrainingRecord {
            data = data == null ? List.of() : List.copyOf(data);
            stages = stages == null ? List.of() : List.copyOf(stages);
            require(imagesSeen >= 0, "imagesSeen is negative");
            require(wallSeconds >= 0 && Double.isFinite(wallSeconds), "wallSeconds is no duration");
            device = device == null ? "" : device;
            options = options == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(options));
        }
    }

    /**
     * A folder of training pictures.
     *
     * @param name     of the folder, without the path to it
     * @param pictures in it
     * @param licence  one line: whose pictures, under which terms
     */
    public record DataSource(String name, long pictures, String licence) {
        public DataSource {
            require(name != null && !name.isBlank(), "a data folder has no name");
            licence = licence == null ? "" : licence;
        }
    }

    /**
     * One stage of a training.
     *
     * @param name        such as {@code diffusion}, {@code trajectory}, {@code consistency}
     * @param steps       of the optimiser
     * @param imagesSeen  in this stage
     * @param wallSeconds of this stage
     */
    public record Stage(String name, long steps, long imagesSeen, double wallSeconds) {
        public Stage {
            require(name != null && !name.isBlank(), "a stage has no name");
        }
    }

    /** Names of calibrated defaults that the operations of this program look for in {@link Manifest#tuning()}. */
    public static final class Tuning {
        /** Sigma to which both pictures of an interpolation are inverted. */
        public static final String INTERPOLATION_DEPTH = "interpolation.depth";
        /** Sigma of the noise added before an inversion (0.07 in the paper). */
        public static final String INVERSION_START_NOISE = "inversion.startNoise";
        /** Default strength of variations, a sigma. */
        public static final String RESAMPLING_STRENGTH = "resampling.strength";
        /** Factor on the estimated deviation of a JPEG that gives the best restoration. */
        public static final String RESTORATION_SCALE = "restoration.scale";

        private Tuning() {
        }
    }

    /** Starts a manifest. */
    public static Builder builder() {
        return new Builder();
    }

    /** Makes a {@link Manifest}: {@code set…} is required, {@code opt…} is not. */
    public static final class Builder {
        private String name;
        private String title;
        private String description;
        private int resolution;
        private int sizeMultiple;
        private float sigmaMin = 0.002f;
        private float sigmaMax = 80f;
        private List<String> classes = List.of();
        private String precision = "fp32";
        private List<Route> routes = List.of();
        private Map<String, Double> tuning = Map.of();
        private TrainingRecord training;
        private List<Figure> figures = List.of();
        private Detail detail;

        private Builder() {
        }

        public Builder setName(String value) {
            name = value;
            return this;
        }

        /** In pixels. */
        public Builder setResolution(int value) {
            resolution = value;
            return this;
        }

        public Builder setSizeMultiple(int value) {
            sizeMultiple = value;
            return this;
        }

        public Builder optTitle(String value) {
            title = value;
            return this;
        }

        public Builder optDescription(String value) {
            description = value;
            return this;
        }

        /** 0.002…80 unless given. */
        public Builder optSigmas(float least, float greatest) {
            sigmaMin = least;
            sigmaMax = greatest;
            return this;
        }

        public Builder optClasses(List<String> value) {
            classes = value;
            return this;
        }

        /** {@code fp32} (unless given) or {@code fp16}. */
        public Builder optPrecision(String value) {
            precision = value.toLowerCase(Locale.ROOT);
            return this;
        }

        public Builder optRoutes(List<Route> value) {
            routes = value;
            return this;
        }

        public Builder optTuning(Map<String, Double> value) {
            tuning = value;
            return this;
        }

        public Builder optTraining(TrainingRecord value) {
            training = value;
            return this;
        }

        public Builder optFigures(List<Figure> value) {
            figures = value;
            return this;
        }

        /** For a model of a detail level. */
        public Builder optDetail(Detail value) {
            detail = value;
            return this;
        }

        /** @throws IllegalArgumentException naming the first field that is missing or out of range */
        public Manifest build() {
            return new Manifest(SCHEMA_VERSION, name, title, description, resolution, sizeMultiple, sigmaMin, sigmaMax,
                    classes, precision, routes, tuning, training, figures, detail, null);
        }
    }
}
