package studio.bcm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.Pixels;
import studio.bcm.model.GaussianModel;

/** Every command on small pictures in a folder with spaces and other letters, with an analytic model. */
class CommandsTest {
    @TempDir
    static Path shared;

    static Path folder;
    static Path model;
    static Path a;
    static Path b;

    @TempDir
    Path fresh;

    @BeforeAll
    static void prepare() throws IOException {
        folder = Files.createDirectory(shared.resolve("Größe und Ärger 写真"));
        GaussianModel.pack(folder, "gauss");
        model = folder.resolve("gauss.bcm");
        a = TestPhotos.png(folder.resolve("erstes Bild ä.png"), 0);
        b = TestPhotos.png(folder.resolve("second ü.png"), 2);
    }

    private static CommandLineRun run(Object... words) {
        Object[] all = Stream.concat(Stream.of(words), Stream.of("--model", model, "--device", "cpu")).toArray();
        return CommandLineRun.of(all);
    }

    private static void assertFailsWithOneSentence(CommandLineRun run, String part) {
        assertThat(run.code()).isEqualTo(1);
        List<String> lines = run.err().lines().filter(line -> !line.startsWith("Model gauss on ")).toList();
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst()).contains(part).endsWith(".").doesNotContain("Exception");
    }

    @Test
    void framesOfALongerMorphThatStayAreTold() throws IOException {
        Path out = fresh.resolve("frames");
        run("interpolate", a, b, "--out", out, "--frames", 4);
        CommandLineRun run = run("interpolate", a, b, "--out", out, "--frames", 2, "--overwrite");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("frame-002.png to frame-003.png are of an earlier, longer morph");
    }

    @Test
    void interpolationEndsAtAAndB() throws IOException {
        Path out = fresh.resolve("neue Bilder ö");
        Path gif = fresh.resolve("Übergang.gif");
        CommandLineRun run = run("interpolate", a, b, "--out", out, "--frames", 4, "--gif", gif);
        assertThat(run.err()).contains("Model gauss on CPU");
        assertThat(run.code()).isZero();
        assertThat(PictureReader.read(out.resolve("frame-000.png")).toPixels().data()).isEqualTo(PictureReader.read(a).toPixels().data());
        assertThat(PictureReader.read(out.resolve("frame-003.png")).toPixels().data()).isEqualTo(PictureReader.read(b).toPixels().data());
        assertThat(run.out().lines()).contains(out.resolve("frame-001.png").toString(), gif.toString());
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (var in = ImageIO.createImageInputStream(gif.toFile())) {
            reader.setInput(in);
            assertThat(reader.getNumImages(true)).isEqualTo(4);
        }
    }

    @Test
    void theSameSeedGivesTheSameVariations() throws IOException {
        Path one = fresh.resolve("1");
        Path two = fresh.resolve("2");
        Path other = fresh.resolve("3");
        assertThat(run("resample", a, "--out", one, "--count", 2, "--seed", 7).code()).isZero();
        assertThat(run("resample", a, "--out", two, "--count", 1, "--seed", 7, "--route", "one-step", "--strength", 0.7).code()).isZero();
        assertThat(run("resample", a, "--out", other, "--count", 1, "--seed", 8).code()).isZero();
        assertThat(one.resolve("variation-000.png")).hasSameBinaryContentAs(two.resolve("variation-000.png"));
        assertThat(Files.mismatch(one.resolve("variation-000.png"), other.resolve("variation-000.png"))).isNotNegative();
        assertThat(one.resolve("variation-001.png")).exists();
    }

    @Test
    void noiseThatWasFoundGivesThePictureBack() {
        Path noise = fresh.resolve("Rauschen.npz");
        Path rebuilt = fresh.resolve("rebuilt.png");
        assertThat(run("invert", a, "--out", noise, "--steps", 1).code()).isZero();
        assertThat(run("generate", "--noise", noise, "--out", rebuilt).code()).isZero();
        Picture picture = PictureReader.read(rebuilt);
        Pixels original = PictureReader.read(a).toPixels();
        assertThat(picture.width()).isEqualTo(64);
        assertThat(meanSquare(picture.toPixels(), original)).isLessThan(0.02);
    }

    @Test
    void whatIsMarkedIsFilledAndTheRestStays() {
        Picture photo = PictureReader.read(a);
        int width = photo.width();
        Pixels marked = Pixels.blank(width, photo.height());
        for (int i = 0; i < marked.data().length; i++) {
            int x = i % width;
            int y = i / width % photo.height();
            marked.data()[i] = x >= 20 && x < 30 && y >= 20 && y < 30 ? 1 : -1;
        }
        Path mask = fresh.resolve("mask.png");
        PictureWriter.builder().build().write(Picture.of(marked), mask);
        Path out = fresh.resolve("filled.png");
        CommandLineRun run = run("inpaint", a, "--mask", mask, "--out", out, "--count", 2, "--feather", 0, "--rounds", 2);
        assertThat(run.code()).as(run.err()).isZero();
        float[] before = photo.toPixels().data();
        float[] after = PictureReader.read(fresh.resolve("filled-2.png")).toPixels().data();
        assertThat(after[10 * width + 10]).isEqualTo(before[10 * width + 10]);
        assertThat(after[25 * width + 25]).isNotEqualTo(before[25 * width + 25]);
        assertThat(fresh.resolve("filled-1.png")).exists();
        PictureWriter.builder().build().write(Picture.of(Pixels.blank(32, 64)), fresh.resolve("narrow.png"));
        assertFailsWithOneSentence(run("inpaint", a, "--mask", fresh.resolve("narrow.png"), "--out", fresh.resolve("none.png")), "of one size");
    }

    @Test
    void aFileThatIsMissingIsToldByTheWindow() {
        assertThat(Main.opensWindow("gone/holiday.jpg")).isTrue();
        assertThat(Main.opensWindow(a.toString(), "gone.bcmproj")).isTrue();
        assertThat(Main.opensWindow("frobnicate")).isFalse();
        assertThat(Main.opensWindow("restore", "gone.jpg")).isFalse();
        assertThat(Main.opensWindow("--version")).isFalse();
    }

    private static double meanSquare(Pixels x, Pixels y) {
        double sum = 0;
        for (int i = 0; i < x.data().length; i++) {
            double d = x.data()[i] - y.data()[i];
            sum += d * d;
        }
        return sum / x.data().length;
    }

    @Test
    void severalGeneratedPicturesAreNumbered() {
        Path out = fresh.resolve("new.png");
        CommandLineRun run = run("generate", "--out", out, "--count", 3, "--size", "40x24");
        assertThat(run.code()).isZero();
        assertThat(out).doesNotExist();
        for (int i = 1; i <= 3; i++) {
            assertThat(PictureReader.read(fresh.resolve("new-" + i + ".png")).width()).isEqualTo(40);
        }
    }

    @Test
    void aSingleFileIsRestoredToAFile() {
        Path jpeg = TestPhotos.jpeg(fresh.resolve("alt é.jpg"), 20, 1);
        Path out = fresh.resolve("neu é.png");
        CommandLineRun run = run("restore", jpeg, "--out", out);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("JPEG of quality 20");
        assertThat(PictureReader.read(out).width()).isEqualTo(64);
    }

    @Test
    void jsonIsTheWholeOfStandardOutput() throws IOException {
        Path out = fresh.resolve("json");
        CommandLineRun run = run("interpolate", a, b, "--out", out, "--frames", 2, "--json", "--depth", 1.5);
        assertThat(run.code()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.path("command").asText()).isEqualTo("interpolate");
        assertThat(json.path("model").asText()).isEqualTo("gauss");
        assertThat(json.path("depth").asDouble()).isEqualTo(1.5);
        assertThat(json.path("execution").path("provider").asText()).isEqualTo("CPU");
        assertThat(json.path("outputs")).hasSize(2);
        assertThat(Path.of(json.path("outputs").get(1).asText())).exists();
    }

    @Test
    void quietTellsOnlyWhatItRunsOn() {
        CommandLineRun run = run("resample", a, "--out", fresh.resolve("q"), "--count", 1, "--quiet");
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).singleElement().asString().startsWith("Model gauss on CPU");
    }

    @Test
    void nothingIsOverwrittenUnlessAskedFor() throws IOException {
        Path noise = Files.writeString(fresh.resolve("n.npz"), "precious");
        Path picture = Files.writeString(fresh.resolve("p.png"), "precious");
        Path frames = Files.createDirectory(fresh.resolve("frames"));
        Path frame = Files.writeString(frames.resolve("frame-001.png"), "precious");
        Path variation = Files.writeString(frames.resolve("variation-001.png"), "precious");
        assertFailsWithOneSentence(run("invert", a, "--out", noise), "n.npz exists already");
        assertFailsWithOneSentence(run("generate", "--out", picture), "p.png exists already");
        assertFailsWithOneSentence(run("restore", a, "--out", picture), "p.png exists already");
        assertFailsWithOneSentence(run("interpolate", a, b, "--out", frames), "frame-001.png exists already");
        assertFailsWithOneSentence(run("resample", a, "--out", frames), "variation-001.png exists already");
        assertThat(List.of(noise, picture, frame, variation)).allSatisfy(file -> assertThat(file).hasContent("precious"));
        assertThat(frames.resolve("frame-000.png")).doesNotExist();
        assertThat(run("generate", "--out", picture, "--overwrite").code()).isZero();
        assertThat(PictureReader.read(picture).width()).isEqualTo(GaussianModel.RESOLUTION);
    }

    @Test
    void failuresAreOneSentence() throws IOException {
        Path text = Files.writeString(fresh.resolve("text.png"), "this is no picture");
        assertFailsWithOneSentence(run("invert", fresh.resolve("nowhere.png"), "--out", fresh.resolve("n.npz")), "nowhere.png");
        assertFailsWithOneSentence(run("resample", text, "--out", fresh), "text.png");
        assertFailsWithOneSentence(run("restore", text, "--out", fresh.resolve("x.png")), "text.png");
        assertFailsWithOneSentence(run("restore", fresh.resolve("gone.jpg"), "--out", fresh.resolve("x.png")), "gone.jpg");
        assertFailsWithOneSentence(run("generate", "--noise", text, "--out", fresh.resolve("x.png")), "text.png");
        assertFailsWithOneSentence(run("generate", "--out", fresh.resolve("x.xyz")), "x.xyz");
        assertFailsWithOneSentence(run("resample", a, "--out", fresh, "--route", "scenic"), "scenic");
        assertFailsWithOneSentence(CommandLineRun.of("models", "check", text), "text.png");
        assertFailsWithOneSentence(CommandLineRun.of("resample", a, "--out", fresh, "--model", fresh.resolve("no.bcm")), "no.bcm");
    }

    @Test
    void aModelWithClassesWantsOne() {
        GaussianModel.conditionalPack(fresh, "classes", List.of("cat", "dog"));
        Path pack = fresh.resolve("classes.bcm");
        CommandLineRun without = CommandLineRun.of("generate", "--out", fresh.resolve("1.png"), "--model", pack, "--device", "cpu");
        assertFailsWithOneSentence(without, "--class");
        assertFailsWithOneSentence(CommandLineRun.of("generate", "--out", fresh.resolve("1.png"), "--model", pack, "--class", "bird"), "bird");
        assertThat(CommandLineRun.of("generate", "--out", fresh.resolve("cat.png"), "--model", pack, "--class", "cat", "--device", "cpu").code()).isZero();
        assertThat(CommandLineRun.of("generate", "--out", fresh.resolve("dog.png"), "--model", pack, "--class", "1", "--device", "cpu").code()).isZero();
        assertThat(mean(fresh.resolve("dog.png")) - mean(fresh.resolve("cat.png"))).isBetween(0.1, 0.15);
    }

    @Test
    void classesAreSearchedAndTheBestIsFound() {
        GaussianModel.conditionalPack(fresh, "classes", List.of("tiger cat", "hot dog", "tiger"));
        Path pack = fresh.resolve("classes.bcm");
        assertThat(CommandLineRun.of("models", "classes", "--model", pack).out()).contains("0  tiger cat", "1  hot dog", "2  tiger");
        assertThat(CommandLineRun.of("models", "classes", "Tiger", "--model", pack).out()).contains("tiger cat").doesNotContain("hot dog");
        assertFailsWithOneSentence(CommandLineRun.of("models", "classes", "bird", "--model", pack), "bird");
        // Each evaluation adds to the picture what class 0 alone does not.
        CommandLineRun best = CommandLineRun.of("models", "best-class", a, "--model", pack, "--device", "cpu", "--show", "2");
        assertThat(best.code()).isZero();
        assertThat(best.out().lines().toList()).hasSize(2).first().asString().endsWith("0  tiger cat");
        CommandLineRun invert = CommandLineRun.of("invert", a, "--out", fresh.resolve("noise.npz"), "--model", pack, "--device", "cpu", "--class", "best");
        assertThat(invert.code()).isZero();
        assertThat(invert.err()).contains("The class 0 (tiger cat) suits");
        assertFailsWithOneSentence(CommandLineRun.of("generate", "--out", fresh.resolve("1.png"), "--model", pack, "--class", "best"), "no picture");
        assertFailsWithOneSentence(run("models", "best-class", a), "no classes");
    }

    private static double mean(Path file) {
        double sum = 0;
        float[] data = PictureReader.read(file).toPixels().data();
        for (float v : data) {
            sum += v;
        }
        return sum / data.length;
    }

    @Test
    void debugShowsWhere() {
        CommandLineRun run = CommandLineRun.of("models", "check", fresh.resolve("no.bcm"), "--debug");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("no.bcm").contains("\tat studio.bcm.");
    }

    @Test
    void modelsAreCheckedAndShown() throws IOException {
        CommandLineRun check = CommandLineRun.of("models", "check", model);
        assertThat(check.code()).isZero();
        assertThat(check.out()).contains("gauss");
        CommandLineRun info = CommandLineRun.of("models", "info", model, "--json");
        assertThat(new ObjectMapper().readTree(info.out()).path("manifest").path("resolution").asInt()).isEqualTo(GaussianModel.RESOLUTION);
        assertThat(CommandLineRun.of("models", "info", model).out()).contains("zigzag-3", "80.0→0.002");
        byte[] damaged = Files.readAllBytes(model);
        damaged[damaged.length / 2] ^= 1;
        assertFailsWithOneSentence(CommandLineRun.of("models", "check", Files.write(fresh.resolve("bad.bcm"), damaged)), "bad.bcm");
    }

    @Test
    void theDoctorNamesTheDeviceAndTheReason() throws IOException {
        CommandLineRun run = CommandLineRun.of("doctor", "--json");
        assertThat(run.code()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.path("device").asText()).matches("cpu|cuda:0");
        assertThat(json.path("reason").asText()).endsWith(".");
        assertThat(json.path("findings").findValuesAsText("label")).contains("ONNX Runtime", "Processor");
    }
}
