package studio.bcm.edit.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import studio.bcm.UserException;

class NoiseFileTest {
    @TempDir
    Path folder;

    @Test
    void comesBackAsItWas() {
        Noise noise = new Noise(Grain.unit(40, 24, Long.MAX_VALUE - 1, 0), 0.1f, Long.MAX_VALUE - 1, 37, 21);
        Path file = folder.resolve("a folder/Rauschen ü.npz");
        NoiseFile.save(noise, file, false);
        Noise read = NoiseFile.load(file);
        assertThat(Arrays.equals(read.values().data(), noise.values().data())).isTrue();
        assertThat(read).usingRecursiveComparison().isEqualTo(noise);
    }

    @Test
    void readsWhatNumpyWrote() throws URISyntaxException {
        Noise noise = NoiseFile.load(Path.of(getClass().getResource("numpy.npz").toURI()));
        assertThat(noise.values().width()).isEqualTo(16);
        assertThat(noise.values().height()).isEqualTo(8);
        assertThat(noise.values().data()[2 * 128 + 17]).isEqualTo(2.73f);
        assertThat(noise.sigma()).isEqualTo(80);
        assertThat(noise.seed()).isEqualTo((1L << 60) + 1);
        assertThat(noise.pictureHeight()).isEqualTo(7);
        assertThat(noise.pictureWidth()).isEqualTo(13);
        Noise compressed = NoiseFile.load(Path.of(getClass().getResource("numpy-compressed.npz").toURI()));
        assertThat(Arrays.equals(compressed.values().data(), noise.values().data())).isTrue();
        assertThat(compressed.pictureWidth()).isEqualTo(16);
    }

    @Test
    void replacesAFileOnlyWhenAskedAndLeavesNothingElse() throws IOException {
        Path file = folder.resolve("noise.npz");
        Noise first = new Noise(Grain.unit(8, 8, 1, 0), 80, 1, 8, 8);
        NoiseFile.save(first, file, false);
        byte[] before = Files.readAllBytes(file);
        Noise second = new Noise(Grain.unit(8, 8, 2, 0), 80, 2, 8, 8);
        assertThatThrownBy(() -> NoiseFile.save(second, file, false)).isInstanceOf(UserException.class)
                .hasMessageContaining("exists already");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        NoiseFile.save(second, file, true);
        assertThat(NoiseFile.load(file).seed()).isEqualTo(2);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    static Stream<Arguments> hostileFiles() {
        byte[] eight = numbers(1);
        return Stream.of(
                Arguments.of("is damaged or cut off|is missing", new byte[0]),
                Arguments.of("is missing", "not a zip at all, but text".getBytes(StandardCharsets.UTF_8)),
                Arguments.of("sigma.* is missing", zip("noise", array("<f4", "3, 8, 8", new byte[768]))),
                Arguments.of("noise.* is missing", zip("sigma", array("<f8", "", eight))),
                Arguments.of("unknown array", zip("../../evil", array("<f8", "", eight))),
                Arguments.of("type <f8", zip("noise", array("<f8", "3, 8, 8", new byte[1536]))),
                Arguments.of("not understood", zip("noise", array("|O", "3, 8, 8", new byte[768]))),
                Arguments.of("shape", zip("noise", array("<f4", "3, 100000, 100000", new byte[8]))),
                Arguments.of("wrong shape", zip("noise", array("<f4", "3, 99999999999999999999, 1", new byte[8]))),
                Arguments.of("wrong shape", zip("noise", array("<f4", "3 40, 8", new byte[768]))),
                Arguments.of("shape", zip("noise", array("<f4", "3, 0, 8", new byte[0]))),
                Arguments.of("shape", zip("noise", array("<f4", "8, 8", new byte[256]))),
                Arguments.of("cut off", zip("noise", array("<f4", "3, 8, 8", new byte[700]))),
                Arguments.of("cut off", zip("noise", array("<f4", "3, 1000, 20000", new byte[700]))),
                Arguments.of("more than the memory", zip("noise", array("<f4", "3, 15000, 16000", new byte[700]))),
                Arguments.of("longer", zip("noise", array("<f4", "3, 8, 8", new byte[800]))),
                Arguments.of("no numbers", zip("noise", array("<f4", "3, 8, 8", nan(768)))),
                Arguments.of("no numpy array", zip("noise", new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9})),
                Arguments.of("oversized header", zip("noise", new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, 127})),
                Arguments.of("not understood", zip("noise", columnMajor(array("<f4", "3, 8, 8", new byte[768])))),
                Arguments.of("its sigma is -1", zip("noise", array("<f4", "3, 8, 8", new byte[768]), "sigma", array("<f8", "", numbers(-1)))),
                Arguments.of("its sigma is NaN", zip("noise", array("<f4", "3, 8, 8", new byte[768]), "sigma",
                        array("<f8", "", numbers(Double.NaN)))),
                Arguments.of("size does not fit", zip("noise", array("<f4", "3, 8, 8", new byte[768]), "sigma",
                        array("<f8", "", eight), "size", array("<f8", "2,", numbers(9, 8)))));
    }

    @ParameterizedTest
    @MethodSource("hostileFiles")
    void refusesFilesThatAreNoNoise(String reason, byte[] content) throws IOException {
        Path file = folder.resolve("hostile.npz");
        Files.write(file, content);
        assertThatThrownBy(() -> NoiseFile.load(file)).isInstanceOf(UserException.class)
                .hasMessageMatching("(?s).*(" + reason + ").*");
    }

    @Test
    void refusesACutOffFile() throws IOException {
        Path file = folder.resolve("noise.npz");
        NoiseFile.save(new Noise(Grain.unit(64, 64, 1, 0), 80, 1, 64, 64), file, false);
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {10, 60, 200, 5000, whole.length / 2}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> NoiseFile.load(file)).isInstanceOf(UserException.class);
        }
    }

    @Test
    void saysThatAFileIsMissing() {
        assertThatThrownBy(() -> NoiseFile.load(folder.resolve("none.npz"))).isInstanceOf(UserException.class)
                .hasMessageContaining("There is no file");
    }

    private static byte[] numbers(double... values) {
        ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            buffer.putDouble(value);
        }
        return buffer.array();
    }

    private static byte[] nan(int size) {
        ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            buffer.putFloat(Float.NaN);
        }
        return buffer.array();
    }

    private static byte[] array(String type, String shape, byte[] data) {
        byte[] header = ("{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer buffer = ByteBuffer.allocate(10 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) header.length).put(header).put(data);
        return buffer.array();
    }

    private static byte[] columnMajor(byte[] array) {
        String text = new String(array, StandardCharsets.ISO_8859_1);
        return text.replace("False", "True ").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] zip(Object... namesAndContents) {
        var bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream((OutputStream) bytes)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndContents[i] + ".npy"));
                zip.write((byte[]) namesAndContents[i + 1]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
