package studio.bcm.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.cli.CommandLineRun;
import studio.bcm.device.DeviceChoice;
import studio.bcm.edit.morph.Correspondences;
import studio.bcm.edit.morph.Curve;
import studio.bcm.edit.morph.LinePair;
import studio.bcm.edit.morph.MorphTiming;
import studio.bcm.edit.morph.PointPair;
import studio.bcm.edit.morph.RegionOrder;
import studio.bcm.face.Face;
import studio.bcm.face.FacePart;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.model.GaussianModel;
import studio.bcm.model.PackLibrary;
import studio.bcm.task.Progress;
import studio.bcm.ui.TestPictures;
import studio.bcm.ui.morph.MorphModel;
import studio.bcm.ui.shell.Page;
import studio.bcm.ui.shell.StudioModel;
import studio.bcm.ui.shell.TestStudio;

/** One morph asked for by three: the job itself, the command line and the window give the same files. */
class MorphJobTest {
    private static final int FRAMES = 4;
    private static final PointPair POINT = new PointPair(20, 14, 26, 18);

    @TempDir
    private Path folder;
    private Path a;
    private Path b;
    private Path model;

    @BeforeEach
    void write() throws IOException {
        a = TestPictures.write(folder.resolve("a.png"), 60, 44, 1, 100);
        b = TestPictures.write(folder.resolve("b.png"), 66, 44, 2, 100);
        GaussianModel.pack(Files.createDirectory(folder.resolve("models")), "gauss");
        model = folder.resolve("models/gauss.bcm");
    }

    private Morph.Builder builder() {
        Correspondences known = new Correspondences(List.of(POINT), List.of(), List.of());
        MorphTiming timing = new MorphTiming(Curve.parse("smooth"), Curve.parse("in"), Curve.parse("0.3:0.1,0.7:0.9"), 0.1, 0.1);
        return Morph.builder().setPhotos(List.of(PictureReader.read(a), PictureReader.read(b)))
                .optEveryPassage(new Morph.Passage(known, timing, RegionOrder.UP, null));
    }

    private static List<float[]> frames(Morph morph) {
        Morph.Film film = morph.film(morph.align(Progress.none()));
        return IntStream.range(0, film.count(FRAMES)).mapToObj(i -> film.frame(i, FRAMES, Progress.none()).toPixels().data()).toList();
    }

    private List<float[]> fromCommandLine(String... more) {
        Path out = folder.resolve("command-line");
        List<Object> arguments = new ArrayList<>(List.of("interpolate", a, b, "--out", out, "--frames", FRAMES, "--shape-curve", "smooth",
                "--colour-curve", "in", "--detail-curve", "0.3:0.1,0.7:0.9", "--hold", "0.1", "--order", "up", "--no-faces", "--model", model, "--device", "cpu"));
        arguments.addAll(List.of(more));
        CommandLineRun run = CommandLineRun.of(arguments.toArray());
        assertThat(run.code()).as(run.err()).isZero();
        return IntStream.range(0, FRAMES).mapToObj(i -> PictureReader.read(out.resolve("frame-00" + i + ".png")).toPixels().data()).toList();
    }

    private List<float[]> fromWindow(double sigma) {
        try (StudioModel studio = new TestStudio(folder.resolve("home")).open()) {
            // Photos are aligned when the page is seen, which is when all is said: points that come later start from what was found before.
            studio.openA(a);
            MorphModel morph = studio.morph();
            morph.setB(studio.document().store().add(b));
            morph.choose("test", c -> c.withSigma(sigma).withSeconds(0.1).withSide(0).withNoFaces(true));
            morph.choosePassage("test", p -> p.withPairs(List.of(POINT)).withShape("smooth").withColour("in").withDetail("0.3:0.1,0.7:0.9").withOrder("up")
                    .withHold(0.1));
            studio.pageProperty().set(Page.INTERPOLATE);
            Path out = folder.resolve("window");
            morph.export(new MorphModel.ExportWish(FilmExport.Kind.PNG_SEQUENCE, 0, 30, 90, false, true), out);
            assertThat(studio.messages().shown()).extracting(m -> m.text()).allMatch(t -> t.contains("window"));
            return IntStream.range(1, FRAMES + 1).mapToObj(i -> PictureReader.read(out.resolve("frame-00" + i + ".png")).toPixels().data()).toList();
        }
    }

    private static void assertSame(List<float[]> actual, List<float[]> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i)).as("frame %d", i).isEqualTo(expected.get(i));
        }
    }

    @Test
    void commandLineAndWindowMakeTheSameFilm() throws IOException {
        List<float[]> expected = frames(builder().optDepth(0).build());
        assertThat(expected.getFirst()).isEqualTo(PictureReader.read(a).toPixels().data());
        assertThat(expected.get(1)).isNotEqualTo(expected.getFirst()).isNotEqualTo(expected.get(2));
        Path points = Files.writeString(folder.resolve("points.json"), "{\"pairs\": [[20, 14, 26, 18]]}");
        assertSame(fromCommandLine("--depth", "0", "--points", points.toString()), expected);
        assertSame(fromWindow(0), expected);
        Path without = folder.resolve("without");
        assertThat(frames(builder().optDepth(0).optEveryPassage(Morph.Passage.EVEN).build()).get(1)).as("points and timing count, also for %s", without)
                .isNotEqualTo(expected.get(1));
    }

    @Test
    void theNetworkIsAskedAlike() throws IOException {
        try (LoadedModel loaded = LoadedModel.load(new PackLibrary(folder.resolve("models"), List.of()).find("gauss"), DeviceChoice.CPU)) {
            List<float[]> expected = frames(builder().optNetwork(loaded.function(Progress.none()), loaded.defaults()).optDepth(0.5f).build());
            Path points = Files.writeString(folder.resolve("points.json"), "{\"pairs\": [[20, 14, 26, 18]]}");
            assertSame(fromCommandLine("--depth", "0.5", "--points", points.toString()), expected);
            assertSame(fromWindow(0.5), expected);
        }
    }

    @Test
    void placesAreThoseOfThePhotosAlsoWhereEyesAreHeldStill() {
        Picture first = PictureReader.read(a);
        Picture second = PictureReader.read(b);
        Morph morph = Morph.builder().setPhotos(List.of(first, second))
                .optHoldEyes(List.of(face(20, 16, 38, 18), face(30, 20, 42, 14))).build();
        for (int photo = 0; photo < 2; photo++) {
            var place = new LinePair.Place(25, 20);
            var inFrame = morph.inFrame(photo, place);
            var back = morph.inPhoto(photo, inFrame.x(), inFrame.y());
            assertThat(Math.hypot(back.x() - 25, back.y() - 20)).isLessThan(1e-6);
        }
        // Both right eyes are at one place of the frame.
        var eyeOfA = morph.inFrame(0, new LinePair.Place(20, 16));
        var eyeOfB = morph.inFrame(1, new LinePair.Place(30, 20));
        assertThat(Math.hypot(eyeOfA.x() - eyeOfB.x(), eyeOfA.y() - eyeOfB.y())).isLessThan(1e-3);
    }

    /** A face of nothing but eyes. */
    private static Face face(float rightX, float rightY, float leftX, float leftY) {
        float[] x = new float[Face.POINTS];
        float[] y = new float[Face.POINTS];
        for (int i : FacePart.RIGHT_EYE.points()) {
            x[i] = rightX;
            y[i] = rightY;
        }
        for (int i : FacePart.LEFT_EYE.points()) {
            x[i] = leftX;
            y[i] = leftY;
        }
        return new Face(1, 1, 0, x, y);
    }
}
