package studio.bcm.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;

class OnnxRuntimeNativesTest {
    @TempDir
    Path cache;

    @Test
    void unpacksOnceAndRepairs() throws IOException {
        Path folder = OnnxRuntimeNatives.unpack(cache).orElseThrow();
        Path core = folder.resolve(System.mapLibraryName("onnxruntime"));
        Path bridge = folder.resolve(System.mapLibraryName("onnxruntime4j_jni"));
        long size = Files.size(core);
        assertThat(size).isGreaterThan(1_000_000);
        assertThat(bridge).exists();

        FileTime old = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(core, old);
        Files.write(bridge, new byte[10]);
        assertThat(OnnxRuntimeNatives.unpack(cache)).hasValue(folder);
        assertThat(Files.getLastModifiedTime(core)).as("what is whole is left alone").isEqualTo(old);
        assertThat(Files.size(bridge)).as("what is cut off is written again").isGreaterThan(1000);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).as("nothing half-written stays").noneMatch(f -> f.toString().endsWith(".part"));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLibraryOfAnySizeIsComparedWhenItHasChangedAndNotAtEveryStart() throws IOException {
        Path folder = OnnxRuntimeNatives.unpack(cache).orElseThrow();
        Path core = folder.resolve(System.mapLibraryName("onnxruntime"));
        byte[] whole = Files.readAllBytes(core);
        FileTime written = Files.getLastModifiedTime(core);
        try (FileChannel channel = FileChannel.open(core, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), channel.size() / 2);
        }
        // Whoever changes it may set its time back.
        Files.setLastModifiedTime(core, written);
        OnnxRuntimeNatives.unpack(cache);
        assertThat(core).hasBinaryContent(whole);
        assertThat(Files.readAllLines(folder.resolve("compared"))).contains(core.getFileName() + " " + TrustedFile.state(core).orElseThrow());
    }

    @Test
    void aMissingFolderForTemporaryFilesIsNamed() {
        assertThatThrownBy(() -> OnnxRuntimeNatives.requireTemporaryFolder(cache.resolve("gone")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("gone").hasMessageContaining("does not exist");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whatOthersCouldHaveWrittenIsWrittenAgain() throws IOException {
        Path folder = OnnxRuntimeNatives.unpack(cache).orElseThrow();
        Path bridge = folder.resolve(System.mapLibraryName("onnxruntime4j_jni"));
        byte[] whole = Files.readAllBytes(bridge);
        byte[] other = whole.clone();
        other[other.length / 2] ^= 1;
        Files.write(bridge, other);
        OnnxRuntimeNatives.unpack(cache);
        assertThat(bridge).as("of the right size, but not what it should be").hasBinaryContent(whole);

        FileTime old = FileTime.fromMillis(1_000_000_000_000L);
        Files.setPosixFilePermissions(bridge, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.setLastModifiedTime(bridge, old);
        OnnxRuntimeNatives.unpack(cache);
        assertThat(Files.getLastModifiedTime(bridge)).isNotEqualTo(old);
        assertThat(Files.getPosixFilePermissions(bridge)).doesNotContain(PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);

        Path elsewhere = Files.move(bridge, cache.resolve("elsewhere"));
        Files.createSymbolicLink(bridge, elsewhere);
        OnnxRuntimeNatives.unpack(cache);
        assertThat(Files.isSymbolicLink(bridge)).isFalse();

        // Where others could write, they could have put in a library and said that it was compared.
        OnnxRuntimeNatives.unpack(cache);
        Files.write(bridge, other);
        Path list = folder.resolve("compared");
        Files.writeString(list, Files.readString(list).lines().filter(line -> !line.startsWith(bridge.getFileName().toString()))
                .collect(Collectors.joining("\n")) + "\n" + bridge.getFileName() + " " + TrustedFile.state(bridge).orElseThrow() + "\n");
        OnnxRuntimeNatives.unpack(cache);
        assertThat(bridge).as("not read at every start").hasBinaryContent(other);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        OnnxRuntimeNatives.unpack(cache);
        assertThat(bridge).hasBinaryContent(whole);
        assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
