package studio.bcm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import studio.bcm.UserException;
import studio.bcm.route.Presets;

class PackTest {
    private static final byte[] MODEL = GaussianModel.onnx(false);

    @TempDir
    Path folder;

    @Test
    void roundTripKeepsEverything() {
        Manifest manifest = GaussianModel.manifest("all-fields")
                .optTitle("Photos, 64 pixels")
                .optDescription("für Fotos")
                .optClasses(List.of("cat", "dog"))
                .optPrecision("fp16")
                .optRoutes(Presets.all())
                .optTuning(Map.of(Manifest.Tuning.INTERPOLATION_DEPTH, 12.5))
                .optTraining(new Manifest.TrainingRecord(
                        List.of(new Manifest.DataSource("cid22", 186, "CC BY-SA 4.0")),
                        List.of(new Manifest.Stage("diffusion", 4000, 1_000_000, 240.5)),
                        1_000_000, 240.5, "CPU", Map.of("learningRate", 1e-4, "stages", List.of("diffusion"))))
                .optFigures(List.of(new Manifest.Figure("inversion-mse-1", 0.0177, "", "bcm-studio evaluate x")))
                .build();
        Path file = folder.resolve("all-fields.bcm");
        Manifest written = PackWriter.write(file, MODEL, manifest);

        Pack pack = Pack.open(file);

        assertThat(pack.manifest()).isEqualTo(written);
        assertThat(pack.manifest()).isEqualTo(manifest.withModelSha256(HexFormat.of().formatHex(Pack.sha256().digest(MODEL))));
        assertThat(pack.modelArray()).isEqualTo(MODEL);
        assertThat(pack.modelBytes()).isEqualTo(MODEL.length);
        assertThat(filesLeft()).containsExactly("all-fields.bcm");
    }

    @Test
    void sameInputGivesSameBytesFromArrayAndFile() throws IOException {
        Path onnx = Files.write(folder.resolve("m.onnx"), MODEL);
        Manifest manifest = GaussianModel.manifest("same").build();
        PackWriter.write(folder.resolve("a.bcm"), MODEL, manifest);
        PackWriter.write(folder.resolve("b.bcm"), onnx, manifest);
        assertThat(folder.resolve("a.bcm")).hasSameBinaryContentAs(folder.resolve("b.bcm"));
    }

    @Test
    void existingFileIsKeptUnlessReplacingIsAsked() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.bcm"), "mine");
        assertThatThrownBy(() -> PackWriter.write(file, MODEL, GaussianModel.manifest("mine").build()))
                .isInstanceOf(UserException.class).hasMessageContaining("exists already");
        assertThat(file).hasContent("mine");
        PackWriter.replace(file, MODEL, GaussianModel.manifest("mine").build());
        assertThat(Pack.open(file).manifest().name()).isEqualTo("mine");
    }

    @Test
    void failedWriteLeavesNothing() {
        assertThatThrownBy(() -> PackWriter.write(folder.resolve("x.bcm"), folder.resolve("missing.onnx"),
                GaussianModel.manifest("x").build())).isInstanceOf(UserException.class);
        assertThat(filesLeft()).isEmpty();
    }

    @Test
    void deflatedModelIsReadToo() throws IOException {
        Path file = zip("deflated.bcm", "manifest.json", manifestFor(MODEL), "model.onnx", MODEL);
        assertThat(Pack.open(file).modelArray()).isEqualTo(MODEL);
    }

    @Test
    void rewriteKeepsTheModel() {
        Pack pack = GaussianModel.pack(folder, "measured");
        List<Manifest.Figure> figures = List.of(new Manifest.Figure("psnr", 30, "dB", ""));
        PackWriter.rewrite(pack.file(), pack, pack.manifest().withFigures(figures));
        Pack again = Pack.open(pack.file());
        assertThat(again.manifest().figures()).isEqualTo(figures);
        assertThat(again.modelArray()).isEqualTo(MODEL);
    }

    @Test
    void modelExchangedAfterOpeningIsNoticed() {
        Pack pack = GaussianModel.pack(folder, "swap");
        PackWriter.replace(pack.file(), GaussianModel.onnx(true), GaussianModel.manifest("swap").build());
        assertThatThrownBy(pack::modelArray).isInstanceOf(UserException.class);
    }

    static Stream<Arguments> badPacks() {
        String good = new String(manifestFor(MODEL), StandardCharsets.UTF_8);
        return Stream.of(
                Arguments.of("does not exist", Bad.of(f -> Files.delete(f))),
                Arguments.of("is not a zip file", Bad.of(f -> Files.writeString(f, "hello"))),
                Arguments.of("is not a zip file", Bad.of(f -> Files.write(f, new byte[0]))),
                Arguments.of("cut off", Bad.of(f -> {
                    byte[] whole = zipBytes("manifest.json", manifestFor(MODEL), "model.onnx", MODEL);
                    Files.write(f, Arrays.copyOf(whole, whole.length / 2));
                })),
                Arguments.of("no model.onnx", Bad.zip("manifest.json", manifestFor(MODEL))),
                Arguments.of("no manifest.json", Bad.zip("model.onnx", MODEL)),
                Arguments.of("hash", Bad.zip("manifest.json", manifestFor(MODEL), "model.onnx", new byte[100])),
                Arguments.of("does not state the hash", Bad.zip(
                        "manifest.json", ManifestJson.write(GaussianModel.manifest("x").build()), "model.onnx", MODEL)),
                Arguments.of("leave the pack's own folder", Bad.zip(
                        "manifest.json", manifestFor(MODEL), "model.onnx", MODEL, "../evil", new byte[1])),
                Arguments.of("leave the pack's own folder", Bad.zip(
                        "manifest.json", manifestFor(MODEL), "model.onnx", MODEL, "/etc/evil", new byte[1])),
                Arguments.of("leave the pack's own folder", Bad.zip(
                        "manifest.json", manifestFor(MODEL), "model.onnx", MODEL, "..\\evil", new byte[1])),
                Arguments.of("schema version 2", Bad.manifest(good.replace("\"schemaVersion\" : 1", "\"schemaVersion\" : 2"))),
                Arguments.of("does not state a schema version", Bad.manifest("{}")),
                Arguments.of("no readable JSON", Bad.manifest("{\"schemaVersion\" : ")),
                Arguments.of("sizeMultiple 0", Bad.manifest(good.replace("\"sizeMultiple\" : 4", "\"sizeMultiple\" : 0"))),
                Arguments.of("name is missing", Bad.manifest(good.replace("\"name\" : \"x\"", "\"name\" : \"../x\""))),
                Arguments.of("resolution", Bad.manifest(good.replace("\"resolution\" : 16", "\"resolution\" : \"big\""))),
                Arguments.of("carries from level 2.0", Bad.manifest(good.replace("\"routes\" : [ ]", """
                        "routes" : [ {"name": "r", "moves": [{"carry": {"t": 80, "u": 1}}, {"carry": {"t": 2, "u": 1}}]} ]"""))),
                Arguments.of("outside the model's", Bad.manifest(good.replace("\"routes\" : [ ]", """
                        "routes" : [ {"name": "r", "moves": [{"carry": {"t": 90, "u": 1}}]} ]"""))));
    }

    @ParameterizedTest(name = "{0} #{index}")
    @MethodSource("badPacks")
    void badPackIsRefusedWithASentenceAndNothingLeft(String expected, Bad bad) throws IOException {
        Path file = Files.createFile(folder.resolve("bad.bcm"));
        bad.make(file);
        List<String> before = filesLeft();
        assertThatThrownBy(() -> Pack.open(file))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(expected)
                .message().endsWith(".").doesNotContain("Exception").doesNotContain("\n");
        assertThat(filesLeft()).isEqualTo(before);
    }

    @Test
    void duplicateEntryIsRefused() throws IOException {
        byte[] zip = zipBytes("manifest.json", manifestFor(MODEL), "model.onnx", MODEL, "model.onny", MODEL);
        String latin = new String(zip, StandardCharsets.ISO_8859_1).replace("model.onny", "model.onnx");
        Path file = Files.write(folder.resolve("twice.bcm"), latin.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Pack.open(file)).isInstanceOf(UserException.class).hasMessageContaining("twice");
    }

    @Test
    void flippedBytesAreRefusedWhereverTheyAre() throws IOException {
        byte[] zip = zipBytes("manifest.json", manifestFor(MODEL), "model.onnx", MODEL);
        for (int at = 0; at < zip.length; at += 37) {
            byte[] damaged = zip.clone();
            damaged[at] ^= 0x55;
            Path file = Files.write(folder.resolve("flipped.bcm"), damaged);
            try {
                // Bytes that no reader looks at, such as times, may differ without harm.
                assertThat(Pack.open(file).modelArray()).isEqualTo(MODEL);
            } catch (UserException refused) {
                assertThat(refused).message().endsWith(".");
            }
        }
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] zip = zipBytes("manifest.json", manifestFor(MODEL), "model.onnx", MODEL);
        for (int length = 0; length < zip.length; length += 41) {
            Path file = Files.write(folder.resolve("short.bcm"), Arrays.copyOf(zip, length));
            assertThatThrownBy(() -> Pack.open(file)).isInstanceOf(UserException.class);
        }
    }

    @Test
    void sizesAreThoseFoundWhileInflating() throws IOException {
        byte[] bomb = new byte[5 << 20];
        Pack.Limits limits = new Pack.Limits(1 << 20, 1 << 20, 1 << 20, 4);
        Path model = zip("m.bcm", "manifest.json", manifestFor(bomb), "model.onnx", bomb);
        Path manifest = zip("j.bcm", "manifest.json", bomb, "model.onnx", MODEL);
        Path other = zip("o.bcm", "manifest.json", manifestFor(MODEL), "model.onnx", MODEL, "card.txt", bomb);
        Path lying = Files.write(folder.resolve("l.bcm"), claimSmall(Files.readAllBytes(model), bomb.length));
        for (Path file : List.of(model, manifest, other, lying)) {
            assertThatThrownBy(() -> Pack.open(file, limits)).isInstanceOf(UserException.class)
                    .hasMessageMatching(".*(larger than 1048576 bytes|cut off or damaged).*");
        }
        Path many = zip("n.bcm", "a", MODEL, "b", MODEL, "c", MODEL, "d", MODEL, "e", MODEL);
        assertThatThrownBy(() -> Pack.open(many, limits)).hasMessageContaining("5 entries");
    }

    @Test
    void aModelThatGrowsFarBeyondItsFileIsRefusedBeforeAllOfItIsUnpacked() throws IOException {
        byte[] bomb = new byte[64 << 20];
        Path file = zip("b.bcm", "manifest.json", manifestFor(bomb), "model.onnx", bomb);
        assertThat(Files.size(file)).isLessThan(100_000);
        assertThatThrownBy(() -> Pack.open(file)).isInstanceOf(UserException.class)
                .hasMessageContaining("is larger than");
    }

    /** Replaces every statement of a size by 16, as a hostile zip would. */
    private static byte[] claimSmall(byte[] zip, int size) {
        byte[] changed = zip.clone();
        for (int i = 0; i + 4 <= zip.length; i++) {
            if (zip[i] == (byte) size && zip[i + 1] == (byte) (size >> 8) && zip[i + 2] == (byte) (size >> 16)
                    && zip[i + 3] == (byte) (size >> 24)) {
                changed[i] = 16;
                changed[i + 1] = 0;
                changed[i + 2] = 0;
                changed[i + 3] = 0;
            }
        }
        return changed;
    }

    private List<String> filesLeft() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path zip(String name, Object... namesAndContents) throws IOException {
        return Files.write(folder.resolve(name), zipBytes(namesAndContents));
    }

    private static byte[] manifestFor(byte[] model) {
        return ManifestJson.write(GaussianModel.manifest("x").build()
                .withModelSha256(HexFormat.of().formatHex(Pack.sha256().digest(model))));
    }

    private static byte[] zipBytes(Object... namesAndContents) throws IOException {
        var bytes = new ByteArrayOutputStream();
        writeZip(bytes, namesAndContents);
        return bytes.toByteArray();
    }

    private static void writeZip(OutputStream out, Object... namesAndContents) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry((String) namesAndContents[i]));
                zip.write((byte[]) namesAndContents[i + 1]);
                zip.closeEntry();
            }
        }
    }

    interface Bad {
        void make(Path file) throws IOException;

        static Bad of(Bad bad) {
            return bad;
        }

        static Bad zip(Object... namesAndContents) {
            return f -> {
                try (OutputStream out = Files.newOutputStream(f)) {
                    writeZip(out, namesAndContents);
                }
            };
        }

        static Bad manifest(String json) {
            return zip("manifest.json", json.getBytes(StandardCharsets.UTF_8), "model.onnx", MODEL);
        }
    }
}
