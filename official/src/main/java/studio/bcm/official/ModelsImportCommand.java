package studio.bcm.official;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.task.Progress;

/** {@code models import}: a checkpoint of the paper's reference code becomes a model pack. */
@Command(name = "import", mixinStandardHelpOptions = true,
        description = "Make a model pack from an official PyTorch checkpoint (.pt or .safetensors). Nothing in it is executed.")
public final class ModelsImportCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ModelsImportCommand.class);

    private final Progress progress;

    @Parameters(index = "0", paramLabel = "FILE", description = "State dict of the ADM U-Net, as torch.save or safetensors writes it.")
    private Path checkpoint;

    @Option(names = "--config", paramLabel = "FILE.json",
            description = "The network's configuration in the reference code's flag names. Without it the shapes of the tensors and the "
                    + "published configuration decide.")
    private Path configuration;

    @Option(names = "--out", required = true, paramLabel = "PACK.bcm", description = "Model pack to write.")
    private Path out;

    @Option(names = "--class-names", paramLabel = "FILE",
            description = "Text file with one class name per line. Without it: ImageNet's names for 1000 classes, else numbers.")
    private Path classNames;

    @Option(names = "--name", description = "Name of the pack. Default: that of its file.")
    private String name;

    @Option(names = "--fp32", description = "Store the weights as float32 rather than float16.")
    private boolean fullPrecision;

    @Option(names = "--overwrite", description = "Replace an existing pack.")
    private boolean overwrite;

    /** Without progress. */
    public ModelsImportCommand() {
        this(Progress.none());
    }

    /** @param progress receives the import's progress */
    public ModelsImportCommand(Progress progress) {
        this.progress = progress;
    }

    /**
     * Imports.
     *
     * @return what was imported, for the caller to report
     * @throws studio.bcm.UserException when the import fails
     */
    public OfficialImporter.Imported run() {
        return OfficialImporter.builder().setCheckpoint(checkpoint).setOut(out).optConfiguration(configuration).optClassNames(classNames)
                .optName(name).optFullPrecision(fullPrecision).optOverwrite(overwrite).optProgress(progress).build().run();
    }

    @Override
    public Integer call() {
        OfficialImporter.Imported imported = run();
        LOG.info("{}", String.format(Locale.ROOT, "%s: %.1f M parameters, %d×%d, %d classes, %s", out, imported.parameters() / 1e6,
                imported.manifest().resolution(), imported.manifest().resolution(), imported.manifest().classCount(),
                imported.manifest().precision()));
        return 0;
    }
}
