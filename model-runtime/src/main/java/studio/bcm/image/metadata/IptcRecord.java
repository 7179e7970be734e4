package studio.bcm.image.metadata;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The IPTC-IIM record: by itself in TIFF (tag 33723), as resource 0x0404 of Photoshop's image resources elsewhere. */
public final class IptcRecord {
    private static final int RESOURCE = 0x0404;
    private static final int HEAD = 12;

    private IptcRecord() {
    }

    static boolean isIn(byte[] resources) {
        return of(resources).isPresent();
    }

    /** The record among Photoshop's resources. */
    public static Optional<byte[]> of(byte[] resources) {
        ByteBuffer in = ByteBuffer.wrap(resources);
        int at = 0;
        while (at + HEAD <= resources.length && resources[at] == '8' && resources[at + 1] == 'B') {
            int name = resources[at + 6] & 0xff;
            int sizeAt = at + 6 + (name + 2) / 2 * 2;
            if (sizeAt + 4 > resources.length) {
                break;
            }
            long size = in.getInt(sizeAt) & 0xffffffffL;
            if (sizeAt + 4 + size > resources.length) {
                break;
            }
            if ((in.getShort(at + 4) & 0xffff) == RESOURCE) {
                return Optional.of(Arrays.copyOfRange(resources, sizeAt + 4, sizeAt + 4 + (int) size));
            }
            at = (int) (sizeAt + 4 + size + (size & 1));
        }
        return Optional.empty();
    }

    /** Whether Photoshop's resources hold anything besides the record. */
    public static boolean hasMore(byte[] resources) {
        return of(resources).map(record -> resources.length > HEAD + record.length + 1).orElse(true);
    }

    /** Photoshop's resources, if there are any, with a record behind them. */
    static byte[] appended(Optional<byte[]> resources, byte[] record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        resources.ifPresent(out::writeBytes);
        if ((out.size() & 1) != 0) {
            out.write(0);
        }
        out.writeBytes("8BIM".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(ByteBuffer.allocate(8).putShort((short) RESOURCE).putShort((short) 0).putInt(record.length)
                .array());
        out.writeBytes(record);
        if ((record.length & 1) != 0) {
            out.write(0);
        }
        return out.toByteArray();
    }
}
