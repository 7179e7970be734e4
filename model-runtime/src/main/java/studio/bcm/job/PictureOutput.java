package studio.bcm.job;

import java.nio.file.Path;
import java.util.List;
import studio.bcm.image.Picture;

/** Writes the pictures that a job makes. */
@FunctionalInterface
public interface PictureOutput {
    /**
     * Writes one.
     *
     * @return what the user should know about the file
     */
    List<String> write(Picture picture, Path file);
}
