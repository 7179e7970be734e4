package studio.bcm.reliability;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import studio.bcm.edit.noise.Noise;
import studio.bcm.edit.noise.NoiseFile;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureBuilder;
import studio.bcm.image.PictureFormat;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.Pixels;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.model.GaussianModel;
import studio.bcm.ui.document.PictureStore;
import studio.bcm.ui.document.SeedProject;

/** Sound files of every kind that the program reads: what is damaged for tests. */
final class Seeds {
    private static final int WIDTH = 56;
    private static final int HEIGHT = 40;

    /** Which reader a file goes to. */
    enum Kind { PICTURE, PACK, NOISE, PROJECT }

    /** A sound file. */
    record Seed(Kind kind, String name, byte[] bytes) {
    }

    private final Path folder;
    private final List<Seed> seeds = new ArrayList<>();

    private Seeds(Path folder) {
        this.folder = folder;
    }

    /** Makes them. @param folder an empty one for work */
    static List<Seed> make(Path folder) throws IOException {
        Seeds made = new Seeds(folder);
        made.pictures();
        made.others();
        return made.seeds;
    }

    private static Pixels pixels() {
        Pixels pixels = Pixels.blank(WIDTH, HEIGHT);
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    pixels.data()[(c * HEIGHT + y) * WIDTH + x] = (float) (0.5 * Math.sin((x + c) / 5.0) * Math.cos(y / 7.0) + 0.2 * Math.sin(x * y));
                }
            }
        }
        return pixels;
    }

    private void pictures() throws IOException {
        Picture colour = Picture.of(pixels());
        Picture grey = built(new PictureBuilder(WIDTH, HEIGHT).optGrey(true));
        Picture deep = built(new PictureBuilder(WIDTH, HEIGHT).optBits(16));
        for (PictureFormat format : List.of(PictureFormat.JPEG, PictureFormat.PNG, PictureFormat.WEBP, PictureFormat.TIFF)) {
            PictureWriter writer = PictureWriter.builder().optFormat(format).optQuality(50).optSampling(ChromaSampling.S420).build();
            written(writer, colour, "colour." + format.extension());
            written(writer, grey, "grey." + format.extension());
            written(writer, deep, "deep." + format.extension());
        }
        written(PictureWriter.builder().optFormat(PictureFormat.WEBP).optLossless(true).build(), colour, "lossless.webp");
        BufferedImage rgb = image(BufferedImage.TYPE_INT_RGB);
        for (String format : List.of("bmp", "gif", "png", "tiff", "jpeg")) {
            encoded(rgb, format, false);
        }
        encoded(image(BufferedImage.TYPE_INT_ARGB), "png", false);
        encoded(image(BufferedImage.TYPE_BYTE_INDEXED), "png", false);
        encoded(image(BufferedImage.TYPE_BYTE_BINARY), "png", false);
        encoded(image(BufferedImage.TYPE_BYTE_BINARY), "tiff", false);
        encoded(rgb, "jpeg", true);
    }

    private static Picture built(PictureBuilder builder) {
        builder.write(0, 0, WIDTH, HEIGHT, pixels().data(), 0);
        return builder.build();
    }

    private void written(PictureWriter writer, Picture picture, String name) throws IOException {
        Path file = folder.resolve(name);
        writer.write(picture, file);
        add(Kind.PICTURE, name, file);
    }

    private static BufferedImage image(int type) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, (x * 37 & 255) << 24 | (x * 4 & 255) << 16 | (y * 6 & 255) << 8 | x * y & 255);
            }
        }
        return image;
    }

    private void encoded(BufferedImage image, String format, boolean progressive) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            ImageWriteParam param = writer.getDefaultWriteParam();
            if (progressive) {
                param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            }
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        seeds.add(new Seed(Kind.PICTURE, "java-" + image.getType() + (progressive ? "-progressive." : ".") + format, out.toByteArray()));
    }

    private void others() throws IOException {
        GaussianModel.pack(folder, "gauss");
        add(Kind.PACK, "gauss.bcm", folder.resolve("gauss.bcm"));
        Path noise = folder.resolve("noise.npz");
        NoiseFile.save(new Noise(pixels(), 80, 1, WIDTH, HEIGHT), noise, false);
        add(Kind.NOISE, "noise.npz", noise);
        PictureStore store = new PictureStore(Files.createDirectories(folder.resolve("store")));
        add(Kind.PROJECT, "work.bcmproj", SeedProject.write(folder.resolve("work.bcmproj"), folder.resolve("colour.jpg"), store));
    }

    private void add(Kind kind, String name, Path file) throws IOException {
        seeds.add(new Seed(kind, name, Files.readAllBytes(file)));
    }
}
