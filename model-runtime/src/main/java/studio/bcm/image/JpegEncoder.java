package studio.bcm.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import javax.imageio.plugins.jpeg.JPEGQTable;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import studio.bcm.UserException;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.image.jpeg.JpegTables;

/**
 * Encodes baseline JPEG by the JDK's libjpeg: the library's standard tables at a quality of 1…100, any usual chroma
 * sampling, optimised Huffman codes. The same numbers give the same bytes as libjpeg's own {@code cjpeg -optimize} below
 * a million pixels; larger pictures are encoded on all processors, with the same coefficients and restart markers.
 */
public final class JpegEncoder {
    private static final String FORMAT = "javax_imageio_jpeg_image_1.0";
    private static final int MAX_SIDE = 65500;
    /** From so many pixels on several threads are worth it. */
    static final int LARGE = 1_000_000;

    private JpegEncoder() {
    }

    /**
     * Encodes a picture of −1…1, rounded to 8 bits.
     *
     * @param quality  1…100
     * @param sampling chroma sampling
     */
    public static byte[] encode(Pixels pixels, int quality, ChromaSampling sampling) {
        return encode(Picture.of(pixels), quality, sampling);
    }

    /**
     * Encodes a picture without its metadata and alpha; a grey one with a single component.
     *
     * @param quality  1…100
     * @param sampling chroma sampling; of no effect on a grey picture
     * @throws UserException if a side is longer than JPEG allows
     */
    public static byte[] encode(Picture picture, int quality, ChromaSampling sampling) {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("JPEG quality goes from 1 to 100, not " + quality);
        }
        if (picture.width() > MAX_SIDE || picture.height() > MAX_SIDE) {
            throw new UserException("A picture of " + picture.width() + "×" + picture.height()
                    + " is too large for JPEG, which ends at " + MAX_SIDE + " pixels a side.");
        }
        ChromaSampling ofColour = picture.isGrey() ? null : sampling;
        try {
            return (long) picture.width() * picture.height() < LARGE ? encode(AwtImages.opaque8(picture), quality, ofColour, true)
                    : JpegStrips.encode(picture, strip -> encode(strip, quality, ofColour, false));
        } catch (IOException e) {
            throw new UncheckedIOException("encoding JPEG into memory failed", e);
        }
    }

    /**
     * Decodes a JPEG file in memory, as {@link PictureReader} does.
     *
     * @throws UserException if it is no JPEG file that can be read
     */
    public static Picture decode(byte[] file) {
        return PictureReader.readJpeg(file, "The JPEG data");
    }

    /**
     * By one encoder, whatever the size.
     *
     * @param optimised whether the Huffman codes are made for this picture, rather than the standard ones
     */
    static byte[] encode(BufferedImage image, int quality, ChromaSampling sampling, boolean optimised) throws IOException {
        ImageWriter writer = ImageIoPlugins.jdkWriter(PictureFormat.JPEG);
        ByteArrayOutputStream out = new ByteArrayOutputStream(image.getWidth() * image.getHeight() / 8 + 4096);
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            JPEGImageWriteParam param = (JPEGImageWriteParam) writer.getDefaultWriteParam();
            param.setOptimizeHuffmanTables(optimised);
            IIOMetadata metadata = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), param);
            Node root = metadata.getAsTree(FORMAT);
            adapt(root, quality, sampling);
            metadata.setFromTree(FORMAT, root);
            writer.write(null, new IIOImage(image, null, metadata), param);
        } catch (IIOInvalidTreeException e) {
            throw new IOException("the encoder refuses its settings", e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static void adapt(Node root, int quality, ChromaSampling sampling) {
        for (IIOMetadataNode table : nodes(root, "dqtable")) {
            boolean chroma = table.getAttribute("qtableId").equals("1");
            table.setUserObject(new JPEGQTable(chroma ? JpegTables.chroma(quality) : JpegTables.luma(quality)));
        }
        if (sampling != null) {
            for (IIOMetadataNode component : nodes(root, "componentSpec")) {
                boolean luma = component.getAttribute("componentId").equals("1");
                component.setAttribute("HsamplingFactor", Integer.toString(luma ? sampling.horizontal() : 1));
                component.setAttribute("VsamplingFactor", Integer.toString(luma ? sampling.vertical() : 1));
            }
        }
    }

    private static List<IIOMetadataNode> nodes(Node root, String name) {
        List<IIOMetadataNode> found = new ArrayList<>();
        NodeList all = ((IIOMetadataNode) root).getElementsByTagName(name);
        for (int i = 0; i < all.getLength(); i++) {
            found.add((IIOMetadataNode) all.item(i));
        }
        return found;
    }
}
