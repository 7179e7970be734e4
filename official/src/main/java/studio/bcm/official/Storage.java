package studio.bcm.official;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32;

/** The raw values of one or more tensors, mapped from the file. */
final class Storage {
    private static final long NO_CHECKSUM = -1;
    private static final long CHUNK = 1 << 24;

    private final String name;
    private final ElementType type;
    private final MemorySegment bytes;
    private final long crc32;
    private boolean verified;

    private Storage(String name, ElementType type, MemorySegment bytes, long crc32) {
        this.name = name;
        this.type = type;
        this.bytes = bytes;
        this.crc32 = crc32;
    }

    /** With a checksum that is compared when the values are first read. */
    static Storage checked(String name, ElementType type, MemorySegment bytes, long crc32) {
        return new Storage(name, type, bytes, crc32);
    }

    static Storage unchecked(String name, ElementType type, MemorySegment bytes) {
        return new Storage(name, type, bytes, NO_CHECKSUM);
    }

    ElementType type() {
        return type;
    }

    /** Number of whole elements. */
    long elements() {
        return bytes.byteSize() / type.bytes();
    }

    /** @throws studio.bcm.UserException when the values do not have the checksum that the file states */
    MemorySegment verifiedBytes(Refusal refusal) {
        if (!verified && crc32 != NO_CHECKSUM && crc32 != crcOf(bytes)) {
            throw refusal.because("its record " + Refusal.printable(name) + " does not have the checksum that the file states, so it is damaged");
        }
        verified = true;
        return bytes;
    }

    static long crcOf(MemorySegment bytes) {
        CRC32 crc = new CRC32();
        for (long at = 0; at < bytes.byteSize(); at += CHUNK) {
            crc.update(bytes.asSlice(at, Math.min(CHUNK, bytes.byteSize() - at)).asByteBuffer());
        }
        return crc.getValue();
    }
}
