package studio.bcm.ui.shell;

import java.nio.file.Path;
import studio.bcm.image.PictureFormat;
import studio.bcm.image.jpeg.ChromaSampling;

/**
 * How a picture is written.
 *
 * @param quality of JPEG and lossy WebP, 1…100
 */
public record ExportOptions(Path file, PictureFormat format, int quality, ChromaSampling sampling, boolean lossless) {
}
