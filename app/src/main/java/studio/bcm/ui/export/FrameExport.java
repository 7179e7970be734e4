package studio.bcm.ui.export;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import studio.bcm.UserException;
import studio.bcm.image.AtomicFile;
import studio.bcm.image.ColourManagement;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureWriter;
import studio.bcm.task.Progress;

/** A morph's frames as files. */
public final class FrameExport {
    private static final int SHEET_GAP = 8;
    private static final int SHEET_THUMB = 256;

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

    /** Whether {@code ffmpeg} is installed. */
    public static boolean hasFfmpeg() {
        String path = System.getenv().getOrDefault("PATH", "");
        for (String folder : path.split(java.io.File.pathSeparator)) {
            if (Files.isExecutable(Path.of(folder, "ffmpeg")) || Files.isExecutable(Path.of(folder, "ffmpeg.exe"))) {
                return true;
            }
        }
        return false;
    }

    /**
     * An H.264 film, made by ffmpeg.
     *
     * @param perSecond frames a second
     * @throws UserException if ffmpeg is missing or fails, with its last line
     */
    public void mp4(Path file, boolean pingPong, double perSecond, Progress progress) {
        if (!hasFfmpeg()) {
            throw new UserException("A film needs ffmpeg, which is not installed; export an animated GIF or install ffmpeg.");
        }
        AtomicFile.write(file, true, temporary -> {
            Path folder = Files.createTempDirectory("bcm-film-");
            try {
                List<Integer> order = order(count, pingPong);
                for (int k = 0; k < order.size(); k++) {
                    progress.checkCancelled();
                    PictureWriter.builder().build().write(frames.get(order.get(k)), folder.resolve(String.format("%06d.png", k)));
                    progress.report(k + 1, order.size() * 2L, "");
                }
                encode(folder, temporary, perSecond, progress);
            } finally {
                try (var files = Files.list(folder)) {
                    for (Path f : files.toList()) {
                        Files.delete(f);
                    }
                }
                Files.delete(folder);
            }
        });
    }

    private static void encode(Path folder, Path target, double perSecond, Progress progress) throws IOException {
        Process process = new ProcessBuilder("ffmpeg", "-y", "-v", "error", "-framerate", Double.toString(perSecond), "-i",
                folder.resolve("%06d.png").toString(), "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p",
                "-c:v", "libx264", "-crf", "16", "-movflags", "+faststart", "-f", "mp4", target.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("log.txt").toFile()).start();
        try {
            while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
                if (progress.isCancelled()) {
                    process.destroyForcibly().waitFor();
                    progress.checkCancelled();
                }
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (process.exitValue() != 0) {
            List<String> lines = Files.readAllLines(folder.resolve("log.txt"));
            throw new UserException("ffmpeg could not make the film: " + (lines.isEmpty() ? "no reason given" : lines.getLast()) + ".");
        }
    }
}
