package studio.bcm.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch.ScalarType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.UserException;
import studio.bcm.file.AtomicFile;
import studio.bcm.model.Manifest;
import studio.bcm.model.Pack;
import studio.bcm.model.PackLibrary;
import studio.bcm.model.PackWriter;
import studio.bcm.network.Network;
import studio.bcm.network.NetworkOptions;
import studio.bcm.network.ParameterList;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.onnx.OnnxExporter;
import studio.bcm.network.torch.Torch;
import studio.bcm.network.torch.Weights;
import studio.bcm.onnx.Int8Storage;
import studio.bcm.train.data.DetailSamples;

/** {@code bcm-studio export}: a checkpoint becomes a pack, a pack becomes a plain ONNX file or one with another card. */
@Command(name = "export", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
        description = "Makes a model pack from a training checkpoint, or extracts the ONNX file of a pack.")
public final class ExportCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "SOURCE", arity = "0..1", description = "Folder of a training run, its checkpoint, or a pack (name or file).")
    private String source;

    @Option(names = {"--random-weights", "--untaught"}, paramLabel = "PRESET", completionCandidates = TrainCommand.PresetNames.class,
            description = "Instead of a SOURCE: random weights for the network of a training preset, as a .safetensors checkpoint, to measure "
                    + "its import and speed.")
    private String randomWeights;

    @Option(names = "--classes", paramLabel = "N", defaultValue = "1000",
            description = "With --random-weights: classes, where the preset is class-conditional (default: ${DEFAULT-VALUE}).")
    private int classes;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Pack (.bcm) or model (.onnx) to write.")
    private Path out;

    @Option(names = "--overwrite", description = "Replace an existing file.")
    private boolean overwrite;

    @Option(names = "--weights", defaultValue = "ema", description = "Of a checkpoint: ema or last (default: ${DEFAULT-VALUE}).")
    private String which;

    @Option(names = "--fp32", description = "Of a checkpoint: store the weights as float32 instead of float16.")
    private boolean wide;

    @Option(names = "--int8", description = "Store the weights of a pack as int8, a scale for each output channel, which halves the file; the model "
            + "computes with them as with float16.")
    private boolean int8;

    @Option(names = "--name", description = "Name of the pack (default: that of the file, or as it was).")
    private String name;

    @Option(names = "--title", description = "Title of the pack.")
    private String title;

    @Option(names = "--description", description = "What the pack is for.")
    private String description;

    @Override
    public Integer call() {
        if (Files.exists(out) && !overwrite) {
            throw new UserException(out + " is there already; --overwrite replaces it.");
        }
        if (source == null == (randomWeights == null)) {
            throw new UserException("Say what to export: a SOURCE, or a preset with --random-weights.");
        }
        if (randomWeights != null) {
            writeRandomWeights();
            return 0;
        }
        Path path = Path.of(source);
        Path checkpoint = Files.isDirectory(path) ? path.resolve(Trainer.CHECKPOINT) : path;
        if (checkpoint.getFileName().toString().endsWith(".safetensors")) {
            fromCheckpoint(checkpoint);
        } else {
            fromPack(PackLibrary.standard().find(source));
        }
        return 0;
    }

    private void writeRandomWeights() {
        if (!out.toString().endsWith(".safetensors")) {
            throw new UserException("Random weights are written as a .safetensors file; 'models import' makes a pack of it.");
        }
        try {
            new RandomWeights(TrainPreset.find(randomWeights).network(classes).network(), 1).writeSafeTensors(out);
        } catch (IOException e) {
            throw new UserException(out + " cannot be written: " + e.getMessage(), e);
        }
    }

    private void fromPack(Pack pack) {
        if (out.toString().endsWith(".onnx")) {
            writeModel(pack.modelArray());
            return;
        }
        Manifest old = pack.manifest();
        boolean narrows = int8 && !old.precision().equals(Manifest.INT8);
        if (narrows && !old.precision().equals("fp16")) {
            throw new UserException("--int8 wants a pack of fp16 weights; " + pack.file() + " has " + old.precision() + ".");
        }
        write(narrows ? Int8Storage.narrowed(pack.storedModel()) : pack.storedModel(), builder(old.name(), old.title(), old.description()).setResolution(old.resolution())
                .setSizeMultiple(old.sizeMultiple()).optSigmas(old.sigmaMin(), old.sigmaMax()).optClasses(old.classes())
                .optPrecision(narrows ? Manifest.INT8 : old.precision()).optRoutes(old.routes()).optTuning(old.tuning()).optTraining(old.training())
                .optFigures(old.figures()).optDetail(old.detail()).build());
    }

    private void fromCheckpoint(Path file) {
        if (int8 && wide) {
            throw new UserException("Weights are stored either by --int8 or by --fp32.");
        }
        if (!which.equals("ema") && !which.equals("last")) {
            throw new UserException("There are no weights '" + which + "'; choose ema or last.");
        }
        try (PointerScope scope = new PointerScope()) {
            Checkpoint checkpoint = Checkpoint.read(file);
            Network network = JSON.readValue(checkpoint.text("network"), NetworkOptions.class).network();
            List<String> classes = checkpoint.has("classes") ? JSON.readValue(checkpoint.text("classes"), new TypeReference<>() {
            }) : List.of();
            Manifest.TrainingRecord record = JSON.readValue(checkpoint.text("training"), Manifest.TrainingRecord.class);
            float[] values = Torch.toArray(checkpoint.tensor(which.equals("ema") ? "ema" : "weights"));
            byte[] onnx;
            try (Weights weights = Weights.of(ParameterList.of(network), values, Torch.cpu(), ScalarType.Float)) {
                onnx = OnnxExporter.export(network, weights::toArray, !wide);
            }
            if (out.toString().endsWith(".onnx")) {
                writeModel(onnx);
                return;
            }
            String own = out.getFileName().toString().replaceFirst("\\.bcm$", "");
            write(int8 ? Int8Storage.narrowed(onnx) : onnx, builder(own, own, "").setResolution(network.resolution()).setSizeMultiple(network.sizeMultiple())
                    .optSigmas(Preconditioning.SIGMA_MIN, Preconditioning.SIGMA_MAX).optPrecision(wide ? "fp32" : int8 ? Manifest.INT8 : "fp16")
                    .optClasses(classes).optTraining(record)
                    .optDetail(network.detail() ? new Manifest.Detail(DetailSamples.SCALE) : null).build());
        } catch (JsonProcessingException e) {
            throw new UserException(file + " is a damaged checkpoint: " + e.getOriginalMessage(), e);
        }
    }

    private Manifest.Builder builder(String otherName, String otherTitle, String otherDescription) {
        return Manifest.builder().setName(name == null ? otherName : name).optTitle(title == null ? otherTitle : title)
                .optDescription(description == null ? otherDescription : description);
    }

    private void write(byte[] onnx, Manifest manifest) {
        if (overwrite) {
            PackWriter.replace(out, onnx, manifest);
        } else {
            PackWriter.write(out, onnx, manifest);
        }
    }

    private void writeModel(byte[] onnx) {
        AtomicFile.write(out, true, part -> Files.write(part, onnx));
    }
}
