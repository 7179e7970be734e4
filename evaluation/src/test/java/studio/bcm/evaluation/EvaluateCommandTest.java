package studio.bcm.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import studio.bcm.UserException;
import studio.bcm.evaluation.frechet.FeatureStatisticsTest;
import studio.bcm.evaluation.sampling.RouteSearch;
import studio.bcm.model.Manifest;
import studio.bcm.model.Pack;

class EvaluateCommandTest {
    @TempDir
    Path dir;

    private Path pack;
    private Path photos;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Exception thrown;

    @BeforeEach
    void makePackAndPhotos() throws Exception {
        pack = TestPacks.gaussian(dir);
        photos = Files.createDirectories(dir.resolve("photos é/inner"));
        for (int k = 0; k < 3; k++) {
            ImageIO.write(photo(k, 64, 48), "png", photos.resolve("photo " + k + ".png").toFile());
        }
        photos = photos.getParent();
    }

    /** Smooth shading with edges and grain: something for JPEG to lose. */
    private static BufferedImage photo(int k, int w, int h) {
        Random random = new Random(k);
        BufferedImage image = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                int base = 60 + 2 * x + (Math.hypot(x - 20 - 5 * k, y - 24) < 12 ? 70 : 0);
                int r = Math.clamp(base + (int) (8 * random.nextGaussian()), 0, 255);
                int g = Math.clamp(base - 20 + y + (int) (8 * random.nextGaussian()), 0, 255);
                int b = Math.clamp(200 - base + (int) (8 * random.nextGaussian()), 0, 255);
                image.setRGB(x, y, r << 16 | g << 8 | b);
            }
        }
        return image;
    }

    private int run(String... arguments) {
        CommandLine line = new CommandLine(new EvaluateCommand());
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        line.setExecutionExceptionHandler((e, commandLine, result) -> {
            thrown = e;
            return 1;
        });
        return line.execute(arguments);
    }

    private JsonNode report(Path folder) throws Exception {
        return new ObjectMapper().readTree(folder.resolve("report.json").toFile());
    }

    @Test
    void measuresInversionAndRestorationAndWritesReportAndSheets() throws Exception {
        Path results = dir.resolve("results");
        int rc = run(photos.toString(), "--model", pack.toString(), "--device", "cpu", "--out", results.toString(), "--crops", "4");
        assertThat(thrown).isNull();
        assertThat(rc).isZero();
        JsonNode report = report(results);
        assertThat(report.get("photos").asInt()).isEqualTo(3);
        assertThat(report.get("crops").asInt()).isEqualTo(12);
        assertThat(report.get("command").asText()).startsWith("bcm-studio evaluate ").contains("--crops 4");
        assertThat(report.get("device").asText()).startsWith("CPU");
        assertThat(report.get("inversion")).hasSize(3);
        // Exact forwards and backwards, so that the start noise alone is lost: 0.07² a quarter, less what the clamp takes.
        for (JsonNode route : report.get("inversion")) {
            assertThat(route.get("mse").asDouble()).isBetween(0.0008, 0.0016);
        }
        assertThat(report.get("restoration")).hasSize(5);
        double last = 0;
        for (JsonNode row : report.get("restoration")) {
            assertThat(row.get("plain").get("psnrRgb").asDouble()).isGreaterThan(last);
            last = row.get("plain").get("psnrRgb").asDouble();
        }
        for (String sheet : new String[] {"inversion", "interpolation", "samples-1", "samples-2", "samples-3", "samples-4"}) {
            assertThat(ImageIO.read(results.resolve(sheet + ".png").toFile()).getWidth()).as(sheet).isGreaterThan(300);
        }
        assertThat(Files.readString(results.resolve("report.md"))).contains("## Inversion", "0.07→15→80", "## Restoration");
        assertThat(out.toString()).contains("Inversion").contains("Restoration by JPEG quality");
        assertThat(err.toString()).contains("Restoring");
    }

    @Test
    void theSameSeedGivesTheSameFigures() throws Exception {
        run(photos.toString(), "--model", pack.toString(), "--device", "cpu", "--only", "inversion", "--seed", "5", "--json", "--quiet");
        run(photos.toString(), "--model", pack.toString(), "--device", "cpu", "--only", "inversion", "--seed", "5", "--json", "--quiet", "--batch", "7");
        assertThat(thrown).isNull();
        try (var parser = new ObjectMapper().createParser(out.toString())) {
            var reports = new ObjectMapper().readValues(parser, JsonNode.class);
            JsonNode one = reports.next();
            JsonNode other = reports.next();
            assertThat(one.get("inversion").get(2).get("mse").asDouble())
                    .isCloseTo(other.get("inversion").get(2).get("mse").asDouble(), within(1e-9));
            assertThat(one.has("restoration")).isFalse();
        }
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void searchWritesBetterRoutesIntoThePack() {
        Path tuned = dir.resolve("tuned.bcm");
        int rc = run(photos.toString(), "--model", pack.toString(), "--device", "cpu", "--only", "inversion", "--search", "--store", "--pack-out",
                tuned.toString(), "--quiet");
        assertThat(thrown).isNull();
        assertThat(rc).isZero();
        Manifest manifest = Pack.open(tuned).manifest();
        assertThat(manifest.routes()).extracting(r -> r.name()).containsExactly("invert-1", "invert-2", "invert-3");
        // With an exact map the least noise is the best.
        assertThat(RouteSearch.levels(manifest.route("invert-1").orElseThrow())[0]).isLessThan(0.01);
        assertThat(manifest.figures()).extracting(Manifest.Figure::name).contains("inversion-mse-1", "inversion-mse-3");
        assertThat(Pack.open(pack).manifest().routes()).as("the pack that was measured").isEmpty();
    }

    @Test
    void restorePrintsTheTableAndItsSheets() throws Exception {
        Path results = dir.resolve("restored");
        int rc = run("restore", photos.toString(), "--model", pack.toString(), "--device", "cpu", "--qualities", "10,40", "--fixed",
                "--ensemble", "2", "--out", results.toString(), "--quiet");
        assertThat(thrown).isNull();
        assertThat(rc).isZero();
        assertThat(out.toString()).contains("PSNR-RGB", "PSNR-Y", "SSIM", "PSNR-B", "σ = 0.12", "self-ensemble", "Aims");
        JsonNode report = report(results);
        assertThat(report.get("restoration").get(0).get("fixedGains")).hasSize(5);
        assertThat(report.get("nearlyClean")).extracting(r -> r.get("degradation").asText()).containsExactly("90", "95", "90 4:4:4", "95 4:4:4", "100 4:4:4", "none");
        assertThat(report.get("blind")).hasSize(10);
        assertThat(report.get("scaled")).hasSize(7);
        assertThat(report.get("ensemble")).hasSize(2);
        assertThat(report.get("kinds")).extracting(r -> r.get("degradation").asText())
                .containsExactly("inner, 20", "inner, 75", "night, 20", "night, 75", "grain, 20", "grain, 75");
        assertThat(report.get("aims")).isNotEmpty().allSatisfy(aim -> assertThat(aim.get("met").isBoolean()).isTrue());
        assertThat(ImageIO.read(results.resolve("quality-10.png").toFile())).isNotNull();
        assertThat(report.get("texture")).hasSize(6);
        assertThat(report.get("texture").get(5).get("detail").asDouble()).isGreaterThan(report.get("texture").get(1).get("detail").asDouble());
        assertThat(ImageIO.read(results.resolve("texture.png").toFile()).getWidth()).isGreaterThan(600);
    }

    @Test
    void solversDrawTheCurve() throws Exception {
        Path results = dir.resolve("solvers");
        int rc = run("solvers", photos.toString(), "--model", pack.toString(), "--device", "cpu", "--limit", "2", "--crops", "2", "--out", results.toString());
        assertThat(thrown).isNull();
        assertThat(rc).isZero();
        JsonNode rows = report(results).get("solvers");
        assertThat(rows).hasSize(3 + 2 + 5 + 5);
        // With an exact map the least start noise is the best, so tuning goes down from the paper's 0.07.
        assertThat(rows.get(0).get("startNoise").asDouble()).isLessThan(0.01);
        assertThat(rows.get(0).get("mse").asDouble()).isLessThan(1e-4);
        assertThat(out.toString()).contains("start noise", "Euler", "Heun");
        assertThat(ImageIO.read(results.resolve("inversion-error.png").toFile()).getWidth()).isEqualTo(900);

        Path again = dir.resolve("again.png");
        assertThat(run("plot", results.resolve("report.json").toString(), "--out", again.toString())).isZero();
        assertThat(again).hasSameBinaryContentAs(results.resolve("inversion-error.png"));
        Path other = Files.writeString(dir.resolve("other.json"), "{\"solvers\": [{\"method\": 1, \"speed\": 2}]}");
        assertThat(run("plot", other.toString(), "--out", again.toString())).isEqualTo(1);
        assertThat(thrown).isInstanceOf(UserException.class).hasMessageContaining("other errors");
        Files.writeString(other, "{}");
        assertThat(run("plot", other.toString(), "--out", again.toString())).isEqualTo(1);
        assertThat(thrown).isInstanceOf(UserException.class).hasMessageContaining("no errors over evaluations");
    }

    @Test
    void aSingleCropIsMeasuredWithoutASheetOfMorphs() throws Exception {
        Path results = dir.resolve("single");
        int rc = run(photos.toString(), "--model", pack.toString(), "--device", "cpu", "--limit", "1", "--crops", "1", "--only", "inversion", "--out",
                results.toString());
        assertThat(thrown).isNull();
        assertThat(rc).isZero();
        assertThat(results.resolve("inversion.png")).exists();
        assertThat(results.resolve("interpolation.png")).doesNotExist();
    }

    @Test
    void tooFewSamplesAndPicturesAreSaid() throws Exception {
        String lower = TestPacks.withLowerLevel(dir).toString();
        assertThat(run("frechet", photos.toString(), "--model", lower, "--device", "cpu", "--samples", "3")).isEqualTo(1);
        assertThat(thrown).isInstanceOf(UserException.class).hasMessageContaining("Too few samples");
        assertThat(run("frechet", photos.toString(), "--model", lower, "--device", "cpu", "--whole", "--limit", "1")).isEqualTo(1);
        assertThat(thrown).isInstanceOf(UserException.class).hasMessageContaining("gives 1 pictures");
    }

    @Test
    void frechetComparesSamplesWithCrops() throws Exception {
        Path results = dir.resolve("frechet");
        int rc = run("frechet", photos.toString(), "--model", TestPacks.withLowerLevel(dir).toString(), "--device", "cpu", "--samples", "40", "--out", results.toString());
        assertThat(thrown).isNull();
        assertThat(rc).isZero();
        JsonNode distances = report(results).get("distances");
        assertThat(distances).hasSize(4);
        assertThat(distances.get(0).get("features").asText()).isEqualTo("lowest level of lower");
        // Samples of the function are independent pixels with means near grey; the photos' crops are bright or dark as a whole.
        assertThat(distances.get(0).get("distance").asDouble()).isGreaterThan(0.05);
        assertThat(distances.get(0).get("recall").asDouble()).isLessThan(0.5);
        assertThat(ImageIO.read(results.resolve("neighbours-1.png").toFile())).isNotNull();
        assertThat(out.toString()).contains("Fréchet distance").doesNotContain("FID");
    }

    @Test
    void featuresAndStatisticsOfTheUsersOwnGiveTheUsualDistance() throws Exception {
        Path reference = dir.resolve("reference.npz");
        FeatureStatisticsTest.write(reference, "<f8", new double[] {0.5, 0.5, 0.5}, new double[] {0.04, 0, 0, 0, 0.04, 0, 0, 0, 0.04});
        Path results = dir.resolve("fid");
        int rc = run("frechet", photos.toString(), "--model", pack.toString(), "--device", "cpu", "--samples", "60", "--features",
                TestPacks.meanColours(dir).toString(), "--reference", reference.toString(), "--out", results.toString(), "--quiet");
        assertThat(thrown).isNull();
        assertThat(rc).isZero();
        JsonNode one = report(results).get("distances").get(0);
        assertThat(one.get("features").asText()).isEqualTo("colours.onnx");
        // Means of 256 independent pixels: about 0 ± 0.03 against 0.5 ± 0.2 in each of three colours.
        assertThat(one.get("distance").asDouble()).isCloseTo(3 * (0.25 + 0.17 * 0.17), within(0.05));
    }

    @Test
    void samplingRoutesAreTunedIntoThePack() {
        Path tuned = dir.resolve("sampling.bcm");
        int rc = run("frechet", photos.toString(), "--model", TestPacks.withLowerLevel(dir).toString(), "--device", "cpu", "--samples", "24", "--search",
                "--search-samples", "12", "--pack-out", tuned.toString(), "--quiet");
        assertThat(thrown).isNull();
        assertThat(rc).isZero();
        Manifest manifest = Pack.open(tuned).manifest();
        assertThat(manifest.routes()).extracting(r -> r.name()).containsExactly("one-step", "two-step", "zigzag-3", "mixed-4");
        assertThat(manifest.routes()).extracting(r -> r.nfe()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void photosOfClassesAreMeasuredUnderTheirOwn() throws Exception {
        Path sorted = dir.resolve("sorted");
        for (String name : new String[] {"first", "second"}) {
            ImageIO.write(photo(1, 40, 40), "png", Files.createDirectories(sorted.resolve(name)).resolve("a.png").toFile());
        }
        Path conditional = TestPacks.conditional(dir, List.of("first", "second"));
        double first = inversionError(sorted, conditional, "FIRST");
        double second = inversionError(sorted, conditional, "1");
        double own = inversionError(sorted, conditional, "all");
        assertThat(second).isGreaterThan(2 * first);
        assertThat(own).isCloseTo((first + second) / 2, within(0.1 * own));
        assertThat(run(sorted.toString(), "--model", conditional.toString(), "--device", "cpu")).isEqualTo(1);
        assertThat(thrown).hasMessageContaining("--class");
        assertThat(run(photos.toString(), "--model", conditional.toString(), "--device", "cpu", "--class", "all", "--only", "inversion")).isEqualTo(1);
        assertThat(thrown).hasMessageContaining("lies in no folder of a class");
        assertThat(run("restore", sorted.toString(), "--model", conditional.toString(), "--device", "cpu", "--class", "first", "--table-only", "--qualities",
                "10", "--quiet")).isZero();
        assertThat(run("restore", sorted.toString(), "--model", conditional.toString(), "--device", "cpu", "--class", "all", "--table-only")).isEqualTo(1);
        assertThat(thrown).hasMessageContaining("under one class");
    }

    private double inversionError(Path folder, Path conditional, String choice) throws Exception {
        Path results = dir.resolve("classes-" + choice);
        assertThat(run(folder.toString(), "--model", conditional.toString(), "--device", "cpu", "--only", "inversion", "--crops", "0", "--class", choice,
                "--out", results.toString(), "--quiet")).isZero();
        assertThat(report(results).get("crops").asInt()).isEqualTo(2);
        return report(results).get("inversion").get(0).get("mse").asDouble();
    }

    @Test
    void cifarsTestBatchIsMeasured() throws Exception {
        byte[] batch = new byte[4 * 3073];
        new Random(3).nextBytes(batch);
        for (int i = 0; i < 4; i++) {
            batch[i * 3073] = (byte) i;
        }
        Path file = Files.write(dir.resolve("test_batch.bin"), batch);
        Path results = dir.resolve("cifar");
        assertThat(run(file.toString(), "--model", pack.toString(), "--device", "cpu", "--only", "inversion", "--crops", "2", "--out", results.toString())).isZero();
        assertThat(report(results).get("photos").asInt()).isEqualTo(4);
        assertThat(report(results).get("crops").asInt()).isEqualTo(8);
    }

    @Test
    void seamsAreMeasuredInGradientsAndPhotos() throws Exception {
        Path results = dir.resolve("seams");
        Path large = Files.createDirectories(dir.resolve("large"));
        ImageIO.write(photo(1, 300, 200), "png", large.resolve("a.png").toFile());
        assertThat(run("seams", large.toString(), "--model", pack.toString(), "--device", "cpu", "--gradients", "2", "--tiles", "96,320", "--out", results.toString())).isZero();
        assertThat(thrown).isNull();
        JsonNode seams = report(results).get("seams");
        assertThat(seams).hasSize(2);
        for (JsonNode row : seams) {
            JsonNode gradients = row.get("gradients");
            assertThat(gradients.get("pictures").asInt()).isEqualTo(2);
            // A function of single pixels leaves no seams but for the strengths of tiles.
            assertThat(gradients.get("corrected").asDouble()).isCloseTo(1, within(0.02));
            assertThat(gradients.get("error").asDouble()).isBetween(0.0, 0.1);
            // It leaves what quality 30 does to a slope of half a level a pixel: stairs of blocks.
            assertThat(gradients.get("elsewhere").asDouble()).isBetween(0.5, 4.0);
        }
        assertThat(seams.get(0).get("photos").get("corrected").asDouble()).isCloseTo(1, within(0.02));
        assertThat(seams.get(1).get("photos").isNull()).isTrue();
        assertThat(out.toString()).contains("within 2 %: ");
        assertThat(run("seams", large.toString(), "--model", pack.toString(), "--device", "cpu", "--tiles", "48")).isEqualTo(1);
        assertThat(thrown).isInstanceOf(UserException.class).hasMessageContaining("48");
    }

    @Test
    void calibrationClimbsToTheBestFactor() {
        Map<Double, Double> tried = new TreeMap<>();
        double best = CalibrateEvaluation.bestScale(1, tried, s -> -Math.pow(Math.log(s / 1.6), 2));
        assertThat(best).isCloseTo(1.6, within(0.1));
        assertThat(tried).hasSizeLessThan(20);
    }

    @Test
    void anUnreadablePhotoIsNamedAndLeftOut() throws Exception {
        Files.writeString(photos.resolve("broken.png"), "no picture");
        run(photos.toString(), "--model", pack.toString(), "--device", "cpu", "--only", "inversion", "--json");
        assertThat(thrown).isNull();
        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertThat(report.get("photos").asInt()).isEqualTo(3);
        assertThat(report.get("skipped").get(0).asText()).contains("broken.png");
        assertThat(err.toString()).contains("broken.png");
    }

    @Test
    void wrongUsageAndMissingFoldersAreTold() {
        assertThat(run("--model", pack.toString())).isEqualTo(2);
        assertThat(run(dir.resolve("nowhere").toString(), "--model", pack.toString())).isEqualTo(1);
        assertThat(thrown).isInstanceOf(UserException.class).hasMessageContaining("nowhere");
        assertThat(run(photos.toString(), "--model", pack.toString(), "--device", "cpu", "--class", "3")).isEqualTo(1);
        assertThat(thrown).hasMessageContaining("no classes");
    }
}
