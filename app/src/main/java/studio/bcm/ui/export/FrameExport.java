package studio.bcm.ui.export;

import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import studio.bcm.UserException;
import studio.bcm.file.AtomicFile;
import studio.bcm.image.ColourManagement;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.animation.Ffmpeg;
import studio.bcm.task.Progress;

/** A morph's frames as files. */
public final class FrameExport {
    private static final int SHEET_GAP = 8;
    private static final int SHEET_THUMB = 256;
    /** Where a RIFF file says how long it is. */
    private static final int SIZE_FIELD = 4;

    /** Reads the frame of a number; frames are read one at a time. */
    @FunctionalInterface
    public interface Frames {
        Picture get(int index);
    }

    private final Frames frames;
    private final int count;

    public FrameExport(Frames frames, int count) {
        this.frames = frames;
        this.count = count;
    }

    /**
     * PNG files {@code NAME-001.png}, {@code NAME-002.png}… into a folder.
     *
     * @return their paths
     * @throws UserException if one is there already or cannot be written
     */
    public List<Path> pngSequence(Path folder, String name, Progress progress) {
        int digits = Math.max(3, Integer.toString(count).length());
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(folder.resolve(name + "-" + String.format("%0" + digits + "d", i + 1) + ".png"));
        }
        files.forEach(AtomicFile::refuseExisting);
        for (int i = 0; i < count; i++) {
            progress.checkCancelled();
            PictureWriter.builder().build().write(frames.get(i), files.get(i));
            progress.report(i + 1, count, files.get(i).getFileName().toString());
        }
        return files;
    }

    /** Order of the frames on the screen: there, or there and back without the ends twice. */
    public static List<Integer> order(int count, boolean pingPong) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            order.add(i);
        }
        if (pingPong) {
            for (int i = count - 2; i > 0; i--) {
                order.add(i);
            }
        }
        return order;
    }

    /**
     * An animated GIF that repeats for ever.
     *
     * @param millis each frame is shown
     */
    public void gif(Path file, boolean pingPong, int millis, Progress progress) {
        AtomicFile.write(file, true, temporary -> {
            List<Integer> order = order(count, pingPong);
            ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
            try (ImageOutputStream out = ImageIO.createImageOutputStream(temporary.toFile())) {
                writer.setOutput(out);
                writer.prepareWriteSequence(null);
                for (int k = 0; k < order.size(); k++) {
                    progress.checkCancelled();
                    BufferedImage image = opaque(ColourManagement.toSrgb(frames.get(order.get(k))));
                    ImageWriteParam options = writer.getDefaultWriteParam();
                    IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), options);
                    timed(metadata, millis, k == 0);
                    writer.writeToSequence(new IIOImage(image, null, metadata), options);
                    progress.report(k + 1, order.size(), "");
                }
                writer.endWriteSequence();
            } finally {
                writer.dispose();
            }
        });
    }

    private static BufferedImage opaque(BufferedImage image) {
        if (!image.getColorModel().hasAlpha()) {
            return image;
        }
        BufferedImage rgb = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        rgb.setRGB(0, 0, image.getWidth(), image.getHeight(),
                image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()), 0, image.getWidth());
        return rgb;
    }

    private static void timed(IIOMetadata metadata, int millis, boolean first) throws IOException {
        String format = metadata.getNativeMetadataFormatName();
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(format);
        IIOMetadataNode control = child(root, "GraphicControlExtension");
        control.setAttribute("disposalMethod", "none");
        control.setAttribute("userInputFlag", "FALSE");
        control.setAttribute("transparentColorFlag", "FALSE");
        control.setAttribute("delayTime", Integer.toString(Math.max(2, Math.round(millis / 10f))));
        control.setAttribute("transparentColorIndex", "0");
        if (first) {
            IIOMetadataNode extension = new IIOMetadataNode("ApplicationExtension");
            extension.setAttribute("applicationID", "NETSCAPE");
            extension.setAttribute("authenticationCode", "2.0");
            extension.setUserObject(new byte[] {1, 0, 0});
            child(root, "ApplicationExtensions").appendChild(extension);
        }
        metadata.setFromTree(format, root);
    }

    private static IIOMetadataNode child(IIOMetadataNode root, String name) {
        for (int i = 0; i < root.getLength(); i++) {
            if (root.item(i).getNodeName().equals(name)) {
                return (IIOMetadataNode) root.item(i);
            }
        }
        IIOMetadataNode node = new IIOMetadataNode(name);
        root.appendChild(node);
        return node;
    }

    /** All frames on one sheet, as nearly square as they allow. */
    public void contactSheet(Path file, Progress progress) {
        Picture first = frames.get(0);
        double factor = Math.min(1, (double) SHEET_THUMB / Math.max(first.width(), first.height()));
        int w = Math.max(1, (int) Math.round(first.width() * factor));
        int h = Math.max(1, (int) Math.round(first.height() * factor));
        int across = (int) Math.ceil(Math.sqrt((double) count * h / w));
        int down = (count + across - 1) / across;
        BufferedImage sheet = new BufferedImage(across * (w + SHEET_GAP) + SHEET_GAP, down * (h + SHEET_GAP) + SHEET_GAP,
                BufferedImage.TYPE_INT_RGB);
        java.awt.Graphics2D g = sheet.createGraphics();
        g.setColor(java.awt.Color.WHITE);
        g.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        g.setRenderingHint(java.awt.RenderingHints.KEY_INTERPOLATION, java.awt.RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        for (int i = 0; i < count; i++) {
            progress.checkCancelled();
            g.drawImage(ColourManagement.toSrgb(frames.get(i)), SHEET_GAP + i % across * (w + SHEET_GAP),
                    SHEET_GAP + i / across * (h + SHEET_GAP), w, h, null);
            progress.report(i + 1, count, "");
        }
        g.dispose();
        AtomicFile.write(file, true, temporary -> ImageIO.write(sheet, "png", temporary.toFile()));
    }

    /**
     * An animated WebP that repeats for ever: smaller than a GIF, and in all colours.
     *
     * @param quality of compression, 1…100
     * @param millis  each frame is shown
     */
    public void webp(Path file, boolean pingPong, int quality, int millis, Progress progress) {
        PictureWriter writer = PictureWriter.builder().optFormat("webp").optQuality(quality).optOverwrite(true).build();
        AtomicFile.write(file, true, temporary -> inFolder(folder -> {
            List<Integer> order = order(count, pingPong);
            Path single = folder.resolve("frame.webp");
            long size;
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
                AnimatedWebp animation = new AnimatedWebp(out);
                Picture first = frames.get(0);
                animation.begin(first.width(), first.height());
                for (int k = 0; k < order.size(); k++) {
                    progress.checkCancelled();
                    writer.write(frames.get(order.get(k)), single);
                    animation.add(Files.readAllBytes(single), first.width(), first.height(), millis);
                    progress.report(k + 1, order.size(), "");
                }
                size = animation.size();
            }
            try (RandomAccessFile header = new RandomAccessFile(temporary.toFile(), "rw")) {
                header.seek(SIZE_FIELD);
                header.writeInt(Integer.reverseBytes((int) size));
            }
        }));
    }

    /**
     * An H.264 film, made by ffmpeg.
     *
     * @param perSecond frames a second
     * @throws UserException if ffmpeg fails, with its last line
     */
    public void mp4(Path file, boolean pingPong, double perSecond, Ffmpeg ffmpeg, Progress progress) {
        AtomicFile.write(file, true, temporary -> inFolder(folder -> {
            List<Integer> order = order(count, pingPong);
            for (int k = 0; k < order.size(); k++) {
                progress.checkCancelled();
                PictureWriter.builder().build().write(frames.get(order.get(k)), folder.resolve(String.format("%06d.png", k)));
                progress.report(k + 1, order.size() * 2L, "");
            }
            ffmpeg.encode(folder, temporary, perSecond, progress);
        }));
    }

    private interface FolderWork {
        void run(Path folder) throws IOException;
    }

    private static void inFolder(FolderWork work) throws IOException {
        Path folder = Files.createTempDirectory("bcm-export-");
        try {
            work.run(folder);
        } finally {
            try (var files = Files.list(folder)) {
                for (Path f : files.toList()) {
                    Files.delete(f);
                }
            }
            Files.delete(folder);
        }
    }
}
