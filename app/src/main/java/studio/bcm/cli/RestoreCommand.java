package studio.bcm.cli;

import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import studio.bcm.batch.BatchJob;
import studio.bcm.edit.Restoration;
import studio.bcm.job.RestoreFile;

/** Over-compressed pictures to restored ones: one file, many, or whole folders. */
@Command(name = "restore", sortOptions = false, description = "Remove the traces of JPEG compression from pictures.",
        footer = {"", "Folders are walked to any depth and their tree is mirrored. Of several files, those whose result is there",
            "already are skipped, so that a second run goes on where the first one stopped."})
final class RestoreCommand extends FolderCommand {
    @Option(names = "--strength", paramLabel = "auto|SIGMA", converter = Strength.Converter.class, defaultValue = "auto",
            description = "Assumed compression strength. Default: ${DEFAULT-VALUE}, from the file and its pixels.")
    Strength strength;

    @Option(names = "--texture", paramLabel = "0…1", defaultValue = "0",
            description = "How much fine texture the model adds. Default: ${DEFAULT-VALUE}, the least error.")
    float texture;

    @Option(names = "--faithful", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Keep results of JPEG files consistent with the coefficients in the file. Default: yes.")
    boolean faithful;

    @Option(names = "--effort", paramLabel = "1|2|4|8", defaultValue = "1",
            description = "Mirrored and rotated versions that are averaged; each costs an evaluation. Default: ${DEFAULT-VALUE}.")
    int effort;

    @Option(names = "--keep-embedded",
            description = "Carry the videos of motion photos, gain maps and further pictures of JPEG files over to "
                    + "JPEG results.")
    boolean keepEmbedded;

    RestoreCommand(Console console) {
        super(console);
    }

    /**
     * How strong the compression is taken to be.
     *
     * @param sigma a noise level, or 0 to estimate it
     */
    record Strength(float sigma) {
        /** Reads {@code auto} or a noise level. */
        static final class Converter implements ITypeConverter<Strength> {
            @Override
            public Strength convert(String text) {
                if (text.equalsIgnoreCase("auto")) {
                    return new Strength(0);
                }
                try {
                    float sigma = Float.parseFloat(text);
                    if (sigma > 0 && Float.isFinite(sigma)) {
                        return new Strength(sigma);
                    }
                } catch (NumberFormatException e) {
                    throw new TypeConversionException("'" + text + "' is neither auto nor a noise level");
                }
                throw new TypeConversionException("'" + text + "' is no noise level greater than 0");
            }
        }
    }

    @Override
    void check() {
        require(texture >= 0 && texture <= 1, "--texture goes from 0 to 1.");
        require(effort == 1 || effort == 2 || effort == 4 || effort == 8, "--effort is 1, 2, 4 or 8.");
        super.check();
    }

    @Override
    void run(Session session, ConsoleProgress progress, Report told) {
        Restoration.Builder builder = Restoration.builder().setFunction(session.function()).optDefaults(session.defaults()).optTexture(texture)
                .optFaithful(faithful).optEffort(effort);
        if (strength.sigma() > 0) {
            builder.optStrength(strength.sigma());
        }
        RestoreFile work = new RestoreFile(builder.build(), writerOfResults()::write);
        work(keepEmbedded ? new CarryingWork(work) : work, session, progress, told);
    }

    @Override
    String describe(BatchJob job) {
        return String.format(Locale.ROOT, "%s, restored from sigma %.4f in %s.", job.result().estimatedQuality() == 0
                ? "No JPEG file" : "JPEG of quality " + job.result().estimatedQuality(), job.result().strength(), Words.duration(job.time()));
    }
}
