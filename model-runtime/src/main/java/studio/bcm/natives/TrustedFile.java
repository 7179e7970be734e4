package studio.bcm.natives;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a file may be run as a part of the program: it is the user's own, nobody else may write it, and it has, byte for byte, the
 * content that the program came with. Where a system has no such permissions (Windows), the user's profile is closed to others.
 */
final class TrustedFile {
    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final String ROOT = "root";
    private static final int PART = 1 << 16;

    /** Opens what a file should contain. */
    @FunctionalInterface
    interface Original {
        InputStream open() throws IOException;
    }

    private TrustedFile() {
    }

    /** Whether a file or folder belongs to the user or to root and is no link. */
    static boolean isOwn(Path path) throws IOException {
        Optional<PosixFileAttributes> attributes = attributes(path);
        if (attributes.isEmpty()) {
            return true;
        }
        String owner = attributes.get().owner().getName();
        return !attributes.get().isSymbolicLink() && (owner.equals(System.getProperty("user.name")) || owner.equals(ROOT));
    }

    /** Whether others may write a file or folder. */
    static boolean isOpenToOthers(Path path) throws IOException {
        return attributes(path).filter(a -> a.permissions().stream().anyMatch(OF_OTHERS::contains)).isPresent();
    }

    /** Takes the right to write from all but the user. */
    static void closeToOthers(Path path) throws IOException {
        if (isOpenToOthers(path)) {
            Set<PosixFilePermission> permissions = EnumSet.copyOf(attributes(path).orElseThrow().permissions());
            permissions.removeAll(OF_OTHERS);
            Files.setPosixFilePermissions(path, permissions);
        }
    }

    /**
     * Size, number and time of the last change of a file, contents and permissions alike: none but root can change a file and leave
     * these.
     *
     * @return empty where the system does not tell
     */
    static Optional<String> state(Path file) throws IOException {
        if (attributes(file).isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> told = Files.readAttributes(file, "unix:size,ino,ctime", LinkOption.NOFOLLOW_LINKS);
        return Optional.of(told.get("size") + " " + told.get("ino") + " " + told.get("ctime"));
    }

    /** Whether a file is there, is the user's own, was open to nobody else and has the size that it should have. */
    static boolean mayBeWhole(Path file, long size) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == size && isOwn(file) && !isOpenToOthers(file);
    }

    /** Whether a file has the content that it should have. */
    static boolean isEqual(Path file, Original original) throws IOException {
        byte[] here = new byte[PART];
        byte[] there = new byte[PART];
        try (InputStream in = Files.newInputStream(file); InputStream should = original.open()) {
            while (true) {
                int n = in.readNBytes(here, 0, PART);
                if (n != should.readNBytes(there, 0, PART) || !Arrays.equals(here, 0, n, there, 0, n)) {
                    return false;
                }
                if (n < PART) {
                    return true;
                }
            }
        }
    }

    private static Optional<PosixFileAttributes> attributes(Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        return view == null ? Optional.empty() : Optional.of(view.readAttributes());
    }
}
