package studio.bcm.ui.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import studio.bcm.image.Lanczos;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureBuilder;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.Pixels;
import studio.bcm.image.metadata.Metadata;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.settings.ExportChoice;

/** Writes pictures as the user wants them. */
public final class PictureExport {
    private PictureExport() {
    }

    /** What a file would be. */
    public record Trial(long bytes, int width, int height, Raster middle) {
    }

    /**
     * Writes a picture; a file that is there is replaced.
     *
     * @return what the user should know about the file
     * @throws studio.bcm.UserException if it cannot be written
     */
    public static List<String> write(Picture picture, Path file, ExportChoice choice) {
        return PictureWriter.builder().optFormat(choice.format()).optQuality(choice.quality()).optSampling(choice.sampling())
                .optLossless(choice.lossless()).optOverwrite(true).build().write(prepared(picture, choice), file);
    }

    /** In the size and with the metadata that are wanted. */
    static Picture prepared(Picture picture, ExportChoice choice) {
        int longest = Math.max(picture.width(), picture.height());
        boolean smaller = choice.side() > 0 && choice.side() < longest;
        if (!smaller && choice.metadata()) {
            return picture;
        }
        double factor = smaller ? (double) choice.side() / longest : 1;
        int width = Math.max(1, (int) Math.round(picture.width() * factor));
        int height = Math.max(1, (int) Math.round(picture.height() * factor));
        Metadata metadata = picture.metadata();
        Metadata kept = choice.metadata() ? metadata.resized(width, height)
                : Metadata.none().withIccProfile(metadata.iccProfile());
        if (!smaller) {
            return copy(picture, PictureBuilder.like(picture).optMetadata(kept));
        }
        Pixels pixels = Lanczos.resample(picture, 0, 0, picture.width(), picture.height(), width, height);
        PictureBuilder builder = new PictureBuilder(width, height).optBits(picture.bits()).optGrey(picture.isGrey()).optMetadata(kept);
        builder.write(0, 0, width, height, pixels.data(), 0);
        return builder.build();
    }

    private static Picture copy(Picture picture, PictureBuilder builder) {
        int rows = 64;
        float[] strip = new float[3 * rows * picture.width()];
        for (int y = 0; y < picture.height(); y += rows) {
            int height = Math.min(rows, picture.height() - y);
            picture.read(0, y, picture.width(), height, strip, 0);
            builder.write(0, y, picture.width(), height, strip, 0);
        }
        return builder.build();
    }

    /**
     * Writes and reads it back, to show how large the file is and what its loss looks like.
     *
     * @param side of the part from its middle that is shown, pixel by pixel
     */
    public static Trial trial(Picture picture, ExportChoice choice, int side) throws IOException {
        Path folder = Files.createTempDirectory("bcm-export-");
        Path file = folder.resolve("trial." + choice.format().extension());
        try {
            write(picture, file, choice);
            Picture back = PictureReader.read(file);
            int width = Math.min(side, back.width());
            int height = Math.min(side, back.height());
            Pixels middle = Pixels.blank(width, height);
            back.read((back.width() - width) / 2, (back.height() - height) / 2, width, height, middle.data(), 0);
            PictureBuilder part = new PictureBuilder(width, height).optMetadata(Metadata.none().withIccProfile(back.iccProfile()));
            part.write(0, 0, width, height, middle.data(), 0);
            return new Trial(Files.size(file), back.width(), back.height(), Raster.of(part.build()));
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }
}
