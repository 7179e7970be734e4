package studio.bcm.image.animation;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import studio.bcm.UserException;
import studio.bcm.file.AtomicFile;
import studio.bcm.image.ColourTable;
import studio.bcm.image.PixelSource;

/** Writes an animated GIF: 256 colours of its own for each frame, errors spread to the neighbours. */
public final class GifWriter {
    private static final String FORMAT = "javax_imageio_gif_image_1.0";

    private GifWriter() {
    }

    /**
     * Writes an animation, as a whole or not at all.
     *
     * @param frames       at least one, all of one size; converted one after the other
     * @param milliseconds that each frame is shown; GIF counts in hundredths of a second
     * @throws UserException if the file exists and may not be replaced, or cannot be written
     */
    public static void write(List<? extends PixelSource> frames, int milliseconds, Path file, boolean overwrite) {
        write(frames, milliseconds, true, file, overwrite);
    }

    /**
     * The same for an animation that may be shown once only.
     *
     * @param repeats whether it repeats for ever
     */
    public static void write(List<? extends PixelSource> frames, int milliseconds, boolean repeats, Path file, boolean overwrite) {
        if (frames.isEmpty()) {
            throw new IllegalArgumentException("no frames");
        }
        AtomicFile.write(file, overwrite, temporary -> {
            ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
            try (ImageOutputStream out = ImageIO.createImageOutputStream(temporary.toFile())) {
                if (out == null) {
                    throw new IOException("permission denied");
                }
                writer.setOutput(out);
                writer.prepareWriteSequence(null);
                for (int i = 0; i < frames.size(); i++) {
                    BufferedImage image = ColourTable.indexed(frames.get(i));
                    writer.writeToSequence(new IIOImage(image, null, metadata(writer, image, i == 0 && repeats, milliseconds)), null);
                }
                writer.endWriteSequence();
            } finally {
                writer.dispose();
            }
        });
    }

    private static IIOMetadata metadata(ImageWriter writer, BufferedImage image, boolean repeats, int milliseconds) throws IOException {
        IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), writer.getDefaultWriteParam());
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(FORMAT);
        IIOMetadataNode control = child(root, "GraphicControlExtension");
        control.setAttribute("disposalMethod", "doNotDispose");
        control.setAttribute("userInputFlag", "FALSE");
        control.setAttribute("transparentColorFlag", "FALSE");
        control.setAttribute("transparentColorIndex", "0");
        control.setAttribute("delayTime", String.valueOf(Math.max(2, Math.round(milliseconds / 10f))));
        if (repeats) {
            IIOMetadataNode repeat = new IIOMetadataNode("ApplicationExtension");
            repeat.setAttribute("applicationID", "NETSCAPE");
            repeat.setAttribute("authenticationCode", "2.0");
            repeat.setUserObject(new byte[] {1, 0, 0});
            child(root, "ApplicationExtensions").appendChild(repeat);
        }
        metadata.setFromTree(FORMAT, root);
        return metadata;
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
}
