package studio.bcm.natives;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Whether a file may be run as a part of the program: it is the user's own, nobody else may write it, and it has the content that the
 * program came with. Where a system has no such permissions (Windows), the user's profile is closed to others.
 */
final class TrustedFile {
    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final String ROOT = "root";
    private static final int PART = 1 << 16;
    /** Larger files are compared when they are written alone, for every start would wait for them. */
    private static final long MOST_COMPARED = 128L << 20;

    private TrustedFile() {
    }

    /**
     * Whether a file or folder belongs to the user and can be written by nobody else, which is seen to where it is the user's.
     */
    static boolean isPrivate(Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return true;
        }
        PosixFileAttributes attributes = view.readAttributes();
        String owner = attributes.owner().getName();
        if (attributes.isSymbolicLink() || !owner.equals(System.getProperty("user.name")) && !owner.equals(ROOT)) {
            return false;
        }
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(attributes.permissions());
        if (permissions.removeAll(OF_OTHERS)) {
            view.setPermissions(permissions);
        }
        return true;
    }

    /**
     * Whether a file is there, the user's own and what it should be. One that others could have written is not.
     *
     * @param crc its CRC-32
     */
    static boolean isWhole(Path file, long size, long crc) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) != size) {
            return false;
        }
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view != null && view.readAttributes().permissions().stream().anyMatch(OF_OTHERS::contains) || !isPrivate(file)) {
            return false;
        }
        return size > MOST_COMPARED || crc(file) == crc;
    }

    private static long crc(Path file) throws IOException {
        CRC32 sum = new CRC32();
        byte[] part = new byte[PART];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(part); n >= 0; n = in.read(part)) {
                sum.update(part, 0, n);
            }
        }
        return sum.getValue();
    }
}
