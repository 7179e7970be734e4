package studio.bcm.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;
import javax.imageio.plugins.tiff.TIFFTag;
import javax.imageio.plugins.tiff.TIFFTagSet;
import javax.imageio.stream.FileImageOutputStream;
import studio.bcm.image.metadata.Metadata;
import studio.bcm.image.metadata.TiffTags;

/** Writes TIFF by the JDK's writer, with the metadata of a picture as tags. */
final class TiffFile {
    private TiffFile() {
    }

    static void write(Picture picture, Path file) throws IOException {
        var image = AwtImages.asStored(picture);
        ImageWriter writer = ImageIoPlugins.jdkWriter(PictureFormat.TIFF);
        try (FileImageOutputStream out = new FileImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionType("Deflate");
            IIOMetadata metadata = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), param);
            TIFFDirectory directory = TIFFDirectory.createFromMetadata(metadata);
            addMetadata(directory, picture.metadata());
            writer.write(null, new IIOImage(image, null, directory.getAsMetadata()), param);
        } finally {
            writer.dispose();
        }
    }

    private static void addMetadata(TIFFDirectory directory, Metadata metadata) {
        metadata.exif().flatMap(TiffTags::ofExif).ifPresent(exif -> {
            for (TiffTags.Entry entry : exif.entries()) {
                // The preview's and the pixels' layout belong to the file that the block came from.
                if (!isLayout(entry.tag())) {
                    directory.addTIFFField(field(entry, exif.order()));
                }
            }
        });
        metadata.xmp().ifPresent(packet -> directory.addTIFFField(bytes(TiffTags.XMP, TIFFTag.TIFF_BYTE, packet)));
        metadata.iptc().ifPresent(block -> directory.addTIFFField(bytes(TiffTags.PHOTOSHOP, TIFFTag.TIFF_BYTE, block)));
        metadata.iccProfile().ifPresent(profile ->
                directory.addTIFFField(bytes(TiffTags.ICC, TIFFTag.TIFF_UNDEFINED, profile)));
    }

    private static boolean isLayout(int tag) {
        return tag >= 0x00fe && tag <= 0x0107 || tag == 0x0111 || tag >= 0x0115 && tag <= 0x0117
                || tag == 0x011c || tag >= 0x013d && tag <= 0x0153 || tag >= 0x0200 && tag <= 0x0214;
    }

    private static TIFFField bytes(int tag, int type, byte[] value) {
        return new TIFFField(tag(tag, type), type, value.length, value);
    }

    private static TIFFTag tag(int number, int type) {
        TIFFTag known = BaselineTIFFTagSet.getInstance().getTag(number);
        return known != null && known.isDataTypeOK(type) ? known : new TIFFTag("Tag" + number, number, 1 << type);
    }

    private static TIFFField field(TiffTags.Entry entry, ByteOrder order) {
        if (entry.child() != null) {
            List<TIFFTag> tags = new ArrayList<>();
            entry.child().forEach(e -> tags.add(tag(e.tag(), e.type())));
            TIFFTagSet set = new TIFFTagSet(tags) { };
            TIFFTag parent = new TIFFTag("Directory" + entry.tag(), entry.tag(), set);
            TIFFDirectory child = new TIFFDirectory(new TIFFTagSet[] {set}, parent);
            entry.child().forEach(e -> child.addTIFFField(field(e, order)));
            return new TIFFField(parent, TIFFTag.TIFF_LONG, 1L, child);
        }
        // Text counts as one string here, whatever its length.
        int count = entry.type() == TIFFTag.TIFF_ASCII ? 1 : entry.count();
        return new TIFFField(tag(entry.tag(), entry.type()), entry.type(), count, values(entry, order));
    }

    /** The values in the kind of array that {@link TIFFField} asks for each type. */
    private static Object values(TiffTags.Entry entry, ByteOrder order) {
        ByteBuffer in = ByteBuffer.wrap(entry.value()).order(order);
        int n = entry.count();
        switch (entry.type()) {
            case TIFFTag.TIFF_ASCII -> {
                String text = new String(entry.value(), StandardCharsets.ISO_8859_1);
                int end = text.indexOf('\0');
                return new String[] {end < 0 ? text : text.substring(0, end)};
            }
            case TIFFTag.TIFF_SHORT -> {
                char[] out = new char[n];
                in.asCharBuffer().get(out);
                return out;
            }
            case TIFFTag.TIFF_SSHORT -> {
                short[] out = new short[n];
                in.asShortBuffer().get(out);
                return out;
            }
            case TIFFTag.TIFF_LONG, TIFFTag.TIFF_IFD_POINTER -> {
                long[] out = new long[n];
                for (int i = 0; i < n; i++) {
                    out[i] = in.getInt() & 0xffffffffL;
                }
                return out;
            }
            case TIFFTag.TIFF_SLONG -> {
                int[] out = new int[n];
                in.asIntBuffer().get(out);
                return out;
            }
            case TIFFTag.TIFF_RATIONAL -> {
                long[][] out = new long[n][2];
                for (long[] pair : out) {
                    pair[0] = in.getInt() & 0xffffffffL;
                    pair[1] = in.getInt() & 0xffffffffL;
                }
                return out;
            }
            case TIFFTag.TIFF_SRATIONAL -> {
                int[][] out = new int[n][2];
                for (int[] pair : out) {
                    pair[0] = in.getInt();
                    pair[1] = in.getInt();
                }
                return out;
            }
            case TIFFTag.TIFF_FLOAT -> {
                float[] out = new float[n];
                in.asFloatBuffer().get(out);
                return out;
            }
            case TIFFTag.TIFF_DOUBLE -> {
                double[] out = new double[n];
                in.asDoubleBuffer().get(out);
                return out;
            }
            default -> {
                return entry.value();
            }
        }
    }
}
