package studio.bcm.official;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.bcm.UserException;
import studio.bcm.file.AtomicFile;
import studio.bcm.model.ClassNames;
import studio.bcm.model.Manifest;
import studio.bcm.model.Pack;
import studio.bcm.model.PackWriter;
import studio.bcm.network.AdmUNet;
import studio.bcm.network.AdmUNetOptions;
import studio.bcm.network.ParameterList;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.onnx.OnnxExporter;
import studio.bcm.route.Move;
import studio.bcm.route.Presets;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/**
 * Turns a checkpoint of the paper's reference code into a model pack. Memory holds one tensor at a time; the model is laid
 * out in a file beside the pack, which is removed again.
 */
public final class OfficialImporter {
    private static final int BUFFER = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ONE_TIME = " A consistency model of one time: it makes pictures; inversion takes fine-tuning by 'train --from'.";

    private final Path checkpointFile;
    private final Path out;
    private final Path configurationFile;
    private final Path classNamesFile;
    private final boolean fullPrecision;
    private final boolean overwrite;
    private final String name;
    private final Progress progress;

    private OfficialImporter(Builder builder) {
        checkpointFile = builder.checkpoint;
        out = builder.out;
        configurationFile = builder.configuration;
        classNamesFile = builder.classNames;
        fullPrecision = builder.fullPrecision;
        overwrite = builder.overwrite;
        name = builder.name == null ? nameOf(builder.out) : builder.name;
        progress = builder.progress;
    }

    /** What was made of a checkpoint: the network's shape, the number of its weights, and the pack's manifest. */
    public record Imported(AdmUNetOptions network, long parameters, Manifest manifest) {
    }

    /**
     * Imports.
     *
     * @throws UserException for a file that is no such checkpoint or is damaged, for a configuration that does not fit it
     *     (naming the tensor), or when the pack exists or cannot be written
     */
    public Imported run() {
        if (!overwrite && Files.exists(out)) {
            throw new UserException(out + " exists already and is not overwritten.");
        }
        ConfigurationFlags flags = configurationFile == null ? ConfigurationFlags.none() : ConfigurationFlags.read(configurationFile);
        if (!flags.others().isEmpty()) {
            progress.note("Flags that do not shape the network are passed over: " + Refusal.printable(String.join(", ", flags.others())));
        }
        try (PublishedCheckpoint checkpoint = PublishedCheckpoint.open(checkpointFile)) {
            NetworkTensors tensors = NetworkTensors.of(checkpoint);
            Configuration configuration = Configuration.of(checkpoint.refusal(), flags, tensors.shapes());
            if (configuration.network().oneTime()) {
                progress.note("This network knows one time only, so it makes pictures but inverts none; 'train --from' makes it bidirectional.");
            }
            AdmUNet network = new AdmUNet(configuration.network());
            ParameterList parameters = ParameterList.of(network);
            tensors.requireExactly(parameters);
            Manifest manifest = manifest(network, parameters);
            WeightSource weights = new WeightSource(checkpoint.refusal(), tensors, configuration, !fullPrecision);
            return new Imported(configuration.network(), valuesOf(parameters), write(network, parameters, weights, manifest));
        }
    }

    private Manifest manifest(AdmUNet network, ParameterList parameters) {
        Map<String, Object> origin = new LinkedHashMap<>();
        origin.put("importedFrom", checkpointFile.getFileName().toString());
        origin.put("network", JSON.convertValue(network.options(), new TypeReference<LinkedHashMap<String, Object>>() {
        }));
        boolean oneTime = network.options().oneTime();
        try {
            return Manifest.builder().setName(name).setResolution(network.resolution()).setSizeMultiple(network.sizeMultiple())
                    .optTitle(name + " (imported)")
                    .optDescription(String.format(Locale.ROOT, "Imported from %s: ADM U-Net with %.1f M parameters.%s",
                            Refusal.printable(checkpointFile.getFileName().toString()), valuesOf(parameters) / 1e6, oneTime ? ONE_TIME : ""))
                    .optSigmas(Preconditioning.SIGMA_MIN, Preconditioning.SIGMA_MAX)
                    .optClasses(ClassNames.of(network.classes(), classNamesFile)).optPrecision(fullPrecision ? "fp32" : "fp16")
                    .optRoutes(oneTime ? oneTimeRoutes(network.resolution()) : Presets.all()).optTraining(new Manifest.TrainingRecord(List.of(), List.of(), 0, 0, "", origin)).build();
        } catch (IllegalArgumentException e) {
            throw new UserException("No pack can be made of " + checkpointFile.getFileName() + ": " + e.getMessage() + ".", e);
        }
    }

    /** One step and two, the second from a clean picture with noise, at the level that iCT uses (arXiv 2310.14189). */
    private static List<Route> oneTimeRoutes(int resolution) {
        float again = resolution > 32 ? 1.526f : 0.821f;
        return List.of(Presets.ONE_STEP, new Route("two-step", List.of(new Move.Carry(Preconditioning.SIGMA_MAX, Preconditioning.SIGMA_MIN),
                new Move.AddNoise(again), new Move.Carry(again, Preconditioning.SIGMA_MIN))));
    }

    private static long valuesOf(ParameterList parameters) {
        return parameters.entries().stream().mapToLong(ParameterList.Entry::size).sum();
    }

    private Manifest write(AdmUNet network, ParameterList parameters, WeightSource weights, Manifest manifest) {
        int total = parameters.entries().size();
        int[] done = {0};
        OnnxExporter.ParameterValues told = tensor -> {
            progress.checkCancelled();
            progress.report(done[0]++, total + 1, "Converting weights");
            return weights.of(parameters.get(tensor));
        };
        try (AtomicFile.Temporary temporary = AtomicFile.temporaryBeside(out)) {
            Path model = temporary.path();
            try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(model), BUFFER)) {
                OnnxExporter.write(network, told, !fullPrecision, stream);
            }
            progress.checkCancelled();
            progress.report(total, total + 1, "Writing the pack");
            Manifest written = overwrite ? PackWriter.replace(out, model, manifest) : PackWriter.write(out, model, manifest);
            progress.report(total + 1, total + 1, "Imported");
            return written;
        } catch (IOException e) {
            throw new UserException("The model pack " + out + " cannot be written: " + e.getMessage() + ".", e);
        }
    }

    private static String nameOf(Path out) {
        String file = out.getFileName().toString();
        String stem = file.endsWith(Pack.SUFFIX) ? file.substring(0, file.length() - Pack.SUFFIX.length()) : file;
        return stem.replaceAll("[^A-Za-z0-9._-]", "-").replaceAll("^[^A-Za-z0-9]+", "");
    }

    /** Starts an import. */
    public static Builder builder() {
        return new Builder();
    }

    /** Makes an {@link OfficialImporter}. */
    public static final class Builder {
        private Path checkpoint;
        private Path out;
        private Path configuration;
        private Path classNames;
        private boolean fullPrecision;
        private boolean overwrite;
        private String name;
        private Progress progress = Progress.none();

        private Builder() {
        }

        /** A {@code torch.save} file or a {@code .safetensors} file. */
        public Builder setCheckpoint(Path value) {
            checkpoint = value;
            return this;
        }

        /** The pack to write. */
        public Builder setOut(Path value) {
            out = value;
            return this;
        }

        /** The network's configuration in the reference code's flag names; null to see it from the shapes. */
        public Builder optConfiguration(Path value) {
            configuration = value;
            return this;
        }

        /** A text file with the name of one class a line; null for ImageNet's with 1000 classes, else numbers. */
        public Builder optClassNames(@Nullable Path value) {
            classNames = value;
            return this;
        }

        /** Store weights as float32 rather than float16. */
        public Builder optFullPrecision(boolean value) {
            fullPrecision = value;
            return this;
        }

        /** Replace a pack that exists. */
        public Builder optOverwrite(boolean value) {
            overwrite = value;
            return this;
        }

        /** Name of the pack; null for that of its file. */
        public Builder optName(@Nullable String value) {
            name = value;
            return this;
        }

        public Builder optProgress(Progress value) {
            progress = value;
            return this;
        }

        public OfficialImporter build() {
            if (checkpoint == null || out == null) {
                throw new IllegalStateException("an import needs a checkpoint and a pack to write");
            }
            return new OfficialImporter(this);
        }
    }
}
