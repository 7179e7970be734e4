package studio.bcm.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import studio.bcm.UserException;
import studio.bcm.face.FaceFinder;

/** {@code evaluate align} and {@code evaluate faces}. */
class AlignmentFiguresTest {
    private static final int SIDE = 96;
    /** B shows what A does this many pixels farther right and lower. */
    private static final int SHIFT = 6;

    @TempDir
    Path dir;

    private final StringWriter out = new StringWriter();
    private Exception thrown;

    @BeforeEach
    void makePhotos() throws Exception {
        ImageIO.write(blobs(0), "png", dir.resolve("a.png").toFile());
        ImageIO.write(blobs(SHIFT), "png", dir.resolve("b.png").toFile());
    }

    private static BufferedImage blobs(int shift) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int k = 0; k < 60; k++) {
            int cx = random.nextInt(-SHIFT, SIDE + SHIFT) + shift;
            int cy = random.nextInt(-SHIFT, SIDE + SHIFT) + shift;
            int radius = 3 + random.nextInt(9);
            int colour = random.nextInt(1 << 24);
            for (int y = Math.max(0, cy - radius); y < Math.min(SIDE, cy + radius); y++) {
                for (int x = Math.max(0, cx - radius); x < Math.min(SIDE, cx + radius); x++) {
                    if (Math.hypot(x - cx, y - cy) < radius) {
                        image.setRGB(x, y, colour);
                    }
                }
            }
        }
        return image;
    }

    private int run(String... arguments) {
        CommandLine line = new CommandLine(new EvaluateCommand());
        line.setOut(new PrintWriter(out));
        line.setExecutionExceptionHandler((e, commandLine, result) -> {
            thrown = e;
            return 1;
        });
        return line.execute(arguments);
    }

    /** Two pupils 20 px apart and a point below them; in B off the truth by so many pixels. */
    private void writePoints(int off) throws Exception {
        int s = SHIFT + off;
        Files.writeString(dir.resolve("points.json"), "{\"points\":{\"a.png\":[[38,40],[58,40],[48,55]],\"b.png\":[[%d,%d],[%d,%d],[%d,%d]]},"
                .formatted(38 + s, 40 + SHIFT, 58 + s, 40 + SHIFT, 48 + s, 55 + SHIFT) + "\"pairs\":[[\"a.png\",\"b.png\"]]}");
    }

    private double error(Path results) throws Exception {
        List<String> lines = Files.readAllLines(results.resolve("align.csv"));
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).isEqualTo("variant,a,b,all,inside,folds");
        assertThat(lines.get(1)).startsWith("photographed,a.png,b.png,").endsWith(",0");
        return Double.parseDouble(lines.get(1).split(",")[3]);
    }

    @Test
    void errorsAreSharesOfTheDistanceOfThePupils() throws Exception {
        writePoints(0);
        Path exact = dir.resolve("exact");
        assertThat(run("align", dir.toString(), "--no-faces", "--only", "photographed", "--out", exact.toString())).isZero();
        assertThat(error(exact)).isLessThan(0.05);
        assertThat(ImageIO.read(exact.resolve("align-photographed.png").toFile()).getWidth()).isGreaterThan(5 * SIDE);
        assertThat(out.toString()).contains("structure alone", "as photographed");
        writePoints(10);
        Path off = dir.resolve("off");
        assertThat(run("align", dir.toString(), "--no-faces", "--only", "photographed", "--out", off.toString())).isZero();
        // Half of the distance of the pupils.
        assertThat(error(off)).isBetween(0.45, 0.55);
    }

    @Test
    void pointsThatAreMissingOrNoPairsAreToldInASentence() throws Exception {
        assertThat(run("align", dir.toString())).isEqualTo(1);
        assertThat(thrown).isInstanceOf(UserException.class).hasMessageContaining("points.json");
        Files.writeString(dir.resolve("points.json"), "{\"points\":{},\"pairs\":[]}");
        assertThat(run("align", dir.toString())).isEqualTo(1);
        assertThat(thrown).isInstanceOf(UserException.class).hasMessageContaining("no pairs");
    }

    @Test
    void facesThatAreListedAndNotFoundAreMissed() throws Exception {
        assumeTrue(FaceFinder.isAvailable(), "built without npm: no face models");
        Path list = dir.resolve("list.csv");
        Files.writeString(list, "# sorted by eye\nphoto,x,y,width,height,kind,note\na,10,10,60,60,face,none at all\nb,0,0,40,40,hidden,\n");
        Path results = dir.resolve("faces");
        assertThat(run("faces", dir.toString(), list.toString(), "--out", results.toString())).isZero();
        assertThat(out.toString()).contains("0 of 1 faces of 40 px and more found (0 %), 0 false.");
        assertThat(Files.readAllLines(results.resolve("found.csv"))).hasSize(1);
        assertThat(ImageIO.read(results.resolve("faces.png").toFile())).isNotNull();
    }

    @Test
    void listsOfOtherPhotosAndBrokenOnesAreRefused() throws Exception {
        Path list = dir.resolve("list.csv");
        Files.writeString(list, "missing,1,2,3,4,face,\n");
        assertThat(run("faces", dir.toString(), list.toString())).isEqualTo(1);
        assertThat(thrown).isInstanceOf(UserException.class).hasMessageContaining("missing");
        Files.writeString(list, "a,1,2,3,4,elephant,");
        assertThat(run("faces", dir.toString(), list.toString())).isEqualTo(1);
        assertThat(thrown).isInstanceOf(UserException.class).hasMessageContaining("photo,x,y,width,height,kind,note");
    }
}
