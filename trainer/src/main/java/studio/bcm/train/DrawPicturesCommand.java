package studio.bcm.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import studio.bcm.UserException;
import studio.bcm.task.Progress;
import studio.bcm.train.data.DrawnPictures;

/** {@code bcm-studio train-pictures}. */
@Command(name = "train-pictures", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
        description = "Draws training pictures of kinds that photos lack: smooth surfaces, drawings, screens with text, scanned pages.")
public final class DrawPicturesCommand implements Callable<Integer> {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the pictures; each kind gets a folder in it.")
    private Path out;

    @Option(names = "--count", defaultValue = "100", description = "Pictures of each kind (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--seed", defaultValue = "0", description = "Seed of all random numbers (default: ${DEFAULT-VALUE}).")
    private long seed;

    private final Supplier<Progress> progress;

    /**
     * @param progress where the command reports how it goes
     */
    public DrawPicturesCommand(Supplier<Progress> progress) {
        this.progress = progress;
    }

    @Override
    public Integer call() {
        DrawnPictures pictures = new DrawnPictures(seed);
        for (DrawnPictures.Kind kind : DrawnPictures.Kind.values()) {
            Path folder = out.resolve(kind.name().toLowerCase(Locale.ROOT));
            try {
                Files.createDirectories(folder);
                for (int i = 0; i < count; i++) {
                    progress.get().checkCancelled();
                    ImageIO.write(pictures.draw(kind), "png", folder.resolve(String.format(Locale.ROOT, "%04d.png", i)).toFile());
                }
            } catch (IOException e) {
                throw new UserException("The pictures cannot be written to " + folder + ": " + e.getMessage(), e);
            }
        }
        return 0;
    }
}
