package studio.bcm.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import studio.bcm.batch.BatchJob;
import studio.bcm.edit.Enlargement;
import studio.bcm.edit.Restoration;
import studio.bcm.image.Kernel;
import studio.bcm.job.Enlarge;
import studio.bcm.job.EnlargeFile;
import studio.bcm.model.PackLibrary;
import studio.bcm.task.Progress;

/** Small pictures to large ones: one file, many, or whole folders. */
@Command(name = "enlarge", sortOptions = false, description = "Enlarge pictures, with the detail that photos have.",
        footer = {"", "What comes out, made smaller again, is the picture that went in. JPEG files are restored before, as 'restore' does.",
            "Folders are walked to any depth and their tree is mirrored; results that are there already are skipped."})
final class EnlargeCommand extends FolderCommand {
    @Option(names = "--factor", paramLabel = "F", description = "How many times wider and higher: 2, 4, or any other up to 8, such as 1.5. Default: 2.")
    Double factor;

    @Option(names = "--size", paramLabel = "WxH", converter = GenerateCommand.Size.Converter.class,
            description = "Instead of a factor: a size to fit the pictures into, keeping their proportions.")
    GenerateCommand.Size size;

    @Option(names = "--texture", paramLabel = "0…1", defaultValue = "0",
            description = "How much detail is invented: 0, the least error; 1, as much as photos have. Default: ${DEFAULT-VALUE}.")
    float texture;

    @Option(names = "--steps", paramLabel = "1|2", defaultValue = "2", description = "Evaluations that invent detail. Default: ${DEFAULT-VALUE}.")
    int steps;

    @Option(names = "--effort", paramLabel = "1|2|4|8", defaultValue = "1",
            description = "Mirrored and rotated versions that are averaged; each costs an evaluation. Default: ${DEFAULT-VALUE}.")
    int effort;

    @Option(names = "--faithful", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Make the result match the picture when scaled down again. Default: yes.")
    boolean faithful;

    @Option(names = "--shrunk-by", paramLabel = "auto|area|bicubic", defaultValue = "auto", converter = Shrunk.Converter.class,
            description = "How the pictures were once scaled down. Default: ${DEFAULT-VALUE}, found out for each.")
    Shrunk shrunkBy;

    @Option(names = "--restore", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Restore JPEG files first. Default: yes.")
    boolean restores;

    @Option(names = "--restoration-model", paramLabel = "NAME|FILE", description = "Model pack for restoring. Default: photo-64.")
    String restorationModel;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of all noise. Default: ${DEFAULT-VALUE}.")
    long seed;

    EnlargeCommand(Console console) {
        super(console);
    }

    /**
     * How pictures were made smaller once.
     *
     * @param kernel null to find it out
     */
    record Shrunk(@Nullable Kernel kernel) {
        /** Reads its name. */
        static final class Converter implements ITypeConverter<Shrunk> {
            @Override
            public Shrunk convert(String text) {
                return switch (text.toLowerCase(Locale.ROOT)) {
                    case "auto" -> new Shrunk(null);
                    case "area" -> new Shrunk(Kernel.BOX);
                    case "bicubic" -> new Shrunk(Kernel.BICUBIC);
                    default -> throw new TypeConversionException("'" + text + "' is neither auto nor area nor bicubic");
                };
            }
        }
    }

    @Override
    void check() {
        require(factor == null || size == null, "--factor and --size exclude each other.");
        require(factor == null || factor > 1 && factor <= Enlargement.MOST_FACTOR, "--factor is greater than 1, at most "
                + Math.round(Enlargement.MOST_FACTOR) + ".");
        require(texture >= 0 && texture <= 1, "--texture goes from 0 to 1.");
        require(steps == 1 || steps == 2, "--steps is 1 or 2.");
        require(effort == 1 || effort == 2 || effort == 4 || effort == 8, "--effort is 1, 2, 4 or 8.");
        super.check();
    }

    @Override
    Session open(ConsoleProgress progress) {
        if (model.model == null) {
            model.model = Enlarge.DETAIL_MODEL;
        }
        return super.open(progress);
    }

    @Override
    void run(Session session, ConsoleProgress progress, Report told) throws Exception {
        try (Restoring restoring = new Restoring(progress)) {
            Enlarge.Builder enlarge = Enlarge.builder().setModel(session).optTexture(texture).optSteps(steps)
                    .optEffort(effort).optFaithful(faithful).optKernel(shrunkBy.kernel()).optSeed(seed);
            if (size != null) {
                enlarge.optSize(size.width(), size.height());
            } else if (factor != null) {
                enlarge.optFactor(factor);
            }
            if (restores) {
                enlarge.optRestoration(restoring::of);
            }
            work(new EnlargeFile(enlarge.build(), writerOfResults()::write), session, progress, told);
        }
    }

    /** Restores JPEG files by a model of its own, which is loaded for the first of them. */
    final class Restoring implements AutoCloseable {
        private final ConsoleProgress progress;
        private Session session;

        private Restoring(ConsoleProgress progress) {
            this.progress = progress;
        }

        private synchronized Restoration of(Progress work) {
            if (session == null) {
                String name = restorationModel == null ? PackLibrary.DEFAULT_NAME : restorationModel;
                session = Session.open(model.forModel(name), null, console(), progress);
            }
            return Restoration.builder().setFunction(session.function(work)).optDefaults(session.defaults()).build();
        }

        @Override
        public synchronized void close() throws Exception {
            if (session != null) {
                session.close();
            }
        }
    }

    @Override
    String describe(BatchJob job) {
        String before = job.result().strength() > 0 ? String.format(Locale.ROOT, "restored from sigma %.4f and ", job.result().strength()) : "";
        return String.format(Locale.ROOT, "%s%senlarged in %s.", job.result().estimatedQuality() == 0 ? "" : "JPEG of quality "
                + job.result().estimatedQuality() + ", ", before, Words.duration(job.time()));
    }
}
