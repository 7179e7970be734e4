package studio.bcm.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import javax.imageio.plugins.jpeg.JPEGQTable;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.image.jpeg.JpegSegments;
import studio.bcm.image.jpeg.JpegTables;

/** JPEG files of the kinds that people have, made by the JDK's libjpeg. */
public final class TestJpegs {
    private static final String FORMAT = "javax_imageio_jpeg_image_1.0";

    private TestJpegs() {
    }

    public static byte[] encode(Pixels photo, int quality, ChromaSampling sampling, boolean progressive, int restartInterval) {
        BufferedImage image = AwtImages.opaque8(Picture.of(photo));
        return encode(image, quality, sampling, progressive, restartInterval);
    }

    public static byte[] grey(Pixels photo, int quality, boolean progressive) {
        PictureBuilder builder = new PictureBuilder(photo.width(), photo.height()).optGrey(true);
        builder.write(0, 0, photo.width(), photo.height(), photo.data(), 0);
        return encode(AwtImages.opaque8(builder.build()), quality, null, progressive, 0);
    }

    private static byte[] encode(BufferedImage image, int quality, ChromaSampling sampling, boolean progressive,
            int restartInterval) {
        try {
            ImageWriter writer = ImageIoPlugins.jdkWriter(PictureFormat.JPEG);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
                writer.setOutput(stream);
                JPEGImageWriteParam param = (JPEGImageWriteParam) writer.getDefaultWriteParam();
                param.setOptimizeHuffmanTables(restartInterval == 0);
                param.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
                IIOMetadata metadata =
                        writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), param);
                IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(FORMAT);
                for (int i = 0; i < root.getElementsByTagName("dqtable").getLength(); i++) {
                    IIOMetadataNode table = (IIOMetadataNode) root.getElementsByTagName("dqtable").item(i);
                    table.setUserObject(new JPEGQTable(
                            table.getAttribute("qtableId").equals("1") ? JpegTables.chroma(quality) : JpegTables.luma(quality)));
                }
                for (int i = 0; sampling != null && i < root.getElementsByTagName("componentSpec").getLength(); i++) {
                    IIOMetadataNode component = (IIOMetadataNode) root.getElementsByTagName("componentSpec").item(i);
                    boolean luma = component.getAttribute("componentId").equals("1");
                    component.setAttribute("HsamplingFactor", "" + (luma ? sampling.horizontal() : 1));
                    component.setAttribute("VsamplingFactor", "" + (luma ? sampling.vertical() : 1));
                }
                if (restartInterval > 0) {
                    IIOMetadataNode sequence = (IIOMetadataNode) root.getElementsByTagName("markerSequence").item(0);
                    IIOMetadataNode dri = new IIOMetadataNode("dri");
                    dri.setAttribute("interval", "" + restartInterval);
                    sequence.insertBefore(dri, sequence.getFirstChild());
                }
                metadata.setFromTree(FORMAT, root);
                writer.write(null, new IIOImage(image, null, metadata), param);
            } finally {
                writer.dispose();
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Components stored as they are, 3 (RGB) or 4 (CMYK, or YCCK if the values are), with an Adobe marker. */
    public static byte[] raw(byte[] interleaved, int width, int height, int bands, int adobeTransform) {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, bands, null);
        raster.setDataElements(0, 0, width, height, interleaved);
        try {
            ImageWriter writer = ImageIoPlugins.jdkWriter(PictureFormat.JPEG);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
                writer.setOutput(stream);
                ImageWriteParam param = writer.getDefaultWriteParam();
                param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                param.setCompressionQuality(0.95f);
                writer.write(null, new IIOImage(raster, null, null), param);
            } finally {
                writer.dispose();
            }
            return withAdobe(out.toByteArray(), adobeTransform);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without any JFIF and Adobe marker of the encoder's, with one of ours. */
    private static byte[] withAdobe(byte[] file, int transform) {
        JpegSegments segments = new JpegSegments(file);
        byte[] plain = segments.decodable();
        byte[] adobe = {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform};
        return insert(plain, 2, adobe);
    }

    static byte[] insert(byte[] file, int at, byte[] part) {
        byte[] out = Arrays.copyOf(file, file.length + part.length);
        System.arraycopy(part, 0, out, at, part.length);
        System.arraycopy(file, at, out, at + part.length, file.length - at);
        return out;
    }
}
