package studio.bcm.image.metadata;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import studio.bcm.image.jpeg.JpegSegments;

/** Metadata made for tests. */
public final class TestMetadata {
    private TestMetadata() {
    }

    /** An EXIF block with Make, Orientation, the sides of a picture and a preview directory. */
    public static byte[] exif(int orientation, int width, int height) {
        ByteBuffer b = ByteBuffer.allocate(120);
        b.put("MM".getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8);
        b.putShort((short) 3);
        entry(b, 0x010f, 2, 4, 'B' << 24 | 'C' << 16 | 'M' << 8);
        entry(b, 0x0112, 3, 1, orientation << 16);
        entry(b, 0x8769, 4, 1, 50);
        b.putInt(90);
        if (b.position() != 50) {
            throw new IllegalStateException("the sub-directory stands elsewhere");
        }
        b.putShort((short) 2);
        entry(b, 0xa002, 4, 1, width);
        entry(b, 0xa003, 3, 1, height << 16);
        b.putInt(0);
        b.position(90);
        b.putShort((short) 1);
        entry(b, 0x0103, 3, 1, 6 << 16);
        b.putInt(0);
        return Arrays.copyOf(b.array(), b.position());
    }

    private static void entry(ByteBuffer b, int tag, int type, int count, int value) {
        b.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }

    public static byte[] withOrientation(byte[] jpeg, int orientation) {
        Metadata metadata = new Metadata(Optional.of(exif(orientation, 53, 37)), Optional.empty(), Optional.empty(),
                Optional.empty());
        return JpegSegments.withMetadata(jpeg, metadata, new ArrayList<>());
    }

    /** Photoshop's resources with an IPTC record: resource 0x0404 holding the caption "bcm". */
    public static byte[] iptc() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("8BIM".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new byte[] {4, 4, 0, 0, 0, 0, 0, 8, 0x1c, 2, 120, 0, 3, 'b', 'c', 'm'});
        return out.toByteArray();
    }

    public static byte[] xmp(int orientation) {
        return ("<?xpacket begin=''?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
                + "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
                + "xmlns:tiff='http://ns.adobe.com/tiff/1.0/' tiff:Orientation=\"" + orientation
                + "\" tiff:Make='Bçm'/></rdf:RDF></x:xmpmeta><?xpacket end='w'?>").getBytes(StandardCharsets.UTF_8);
    }
}
