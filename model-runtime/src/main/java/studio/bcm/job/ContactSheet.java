package studio.bcm.job;

import java.nio.file.Path;
import java.util.Arrays;
import studio.bcm.image.Lanczos;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.task.Progress;

/** Small versions of pictures of one size on one white sheet, as nearly square as they allow. */
final class ContactSheet {
    private static final int GAP = 8;
    private static final int THUMBNAIL = 256;

    /** Reads the picture of a number, in sRGB; pictures are read one at a time. */
    @FunctionalInterface
    public interface Pictures {
        PixelSource get(int index);
    }

    private ContactSheet() {
    }

    /**
     * The sheet's pixels.
     *
     * @param count of pictures, at least 1
     */
    public static Pixels of(Pictures pictures, int count, Progress progress) {
        PixelSource first = pictures.get(0);
        double factor = Math.min(1, (double) THUMBNAIL / Math.max(first.width(), first.height()));
        int width = Math.max(1, (int) Math.round(first.width() * factor));
        int height = Math.max(1, (int) Math.round(first.height() * factor));
        int across = (int) Math.ceil(Math.sqrt((double) count * height / width));
        int down = Math.ceilDiv(count, across);
        Pixels sheet = Pixels.blank(across * (width + GAP) + GAP, down * (height + GAP) + GAP);
        Arrays.fill(sheet.data(), 1);
        for (int i = 0; i < count; i++) {
            progress.checkCancelled();
            PixelSource picture = pictures.get(i);
            Pixels small = Lanczos.resample(picture, 0, 0, picture.width(), picture.height(), width, height);
            put(small, sheet, GAP + i % across * (width + GAP), GAP + i / across * (height + GAP));
            progress.report(i + 1, count, "");
        }
        return sheet;
    }

    /**
     * Writes the sheet as PNG.
     *
     * @throws studio.bcm.UserException if the file exists and may not be replaced, or cannot be written
     */
    public static void write(Pictures pictures, int count, Path file, boolean overwrite, Progress progress) {
        PictureWriter.builder().optFormat("png").optOverwrite(overwrite).build().write(Picture.of(of(pictures, count, progress)), file);
    }

    private static void put(Pixels part, Pixels whole, int left, int top) {
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < part.height(); y++) {
                System.arraycopy(part.data(), (c * part.height() + y) * part.width(), whole.data(),
                        (c * whole.height() + top + y) * whole.width() + left, part.width());
            }
        }
    }
}
