package studio.bcm.ui.morph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.edit.morph.LinePair.Place;
import studio.bcm.edit.morph.PointPair;
import studio.bcm.edit.morph.TakeMask;
import studio.bcm.face.FaceFinder;
import studio.bcm.image.PictureReader;
import studio.bcm.job.FilmExport;
import studio.bcm.ui.TestPictures;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.document.MorphPassage;
import studio.bcm.ui.morph.MorphModel.ExportWish;
import studio.bcm.ui.shell.Page;
import studio.bcm.ui.shell.StudioModel;
import studio.bcm.ui.shell.TestStudio;

/** The page Morph without a window: every task is done at once. */
class MorphModelTest {
    /** Steps of the preview from one photo to the next: few cost no time. */
    private static final int STEPS = 4;

    @TempDir
    private Path home;
    private StudioModel studio;
    private MorphModel morph;
    private Path a;
    private Path b;

    @BeforeEach
    void open() {
        studio = new TestStudio(home).open();
        morph = studio.morph();
        a = TestPictures.write(home.resolve("a.png"), 48, 32, 1, 100);
        b = TestPictures.write(home.resolve("b.png"), 48, 32, 2, 100);
        morph.choose("seconds", c -> c.withSeconds(STEPS / 30.0).withSigma(0.0).withSide(0).withNoFaces(true));
        studio.open(List.of(a, b));
    }

    @AfterEach
    void close() {
        studio.close();
    }

    private DocumentState state() {
        return studio.document().state();
    }

    private static float[] pixels(Path file) {
        return PictureReader.read(file).toPixels().data();
    }

    private float[] still() {
        morph.sharpen();
        assertThat(studio.messages().shown()).isEmpty();
        return studio.document().store().load(morph.currentProperty().get().ref()).toPixels().data();
    }

    @Test
    void twoPhotosBecomeAMorphWhoseEndsAreThePhotos() {
        assertThat(studio.messages().shown()).isEmpty();
        assertThat(studio.pageProperty().get()).isEqualTo(Page.INTERPOLATE);
        assertThat(morph.isComplete()).isTrue();
        assertThat(morph.frameCount()).isEqualTo(STEPS + 1);
        assertThat(still()).isEqualTo(pixels(a));
        morph.positionProperty().set(1);
        assertThat(still()).isEqualTo(pixels(b));
        morph.positionProperty().set(0.5);
        int middle = morph.currentProperty().get().index();
        morph.step(1);
        assertThat(morph.currentProperty().get().index()).isEqualTo(middle + 1);
    }

    @Test
    void aPointIsSetInOnePhotoFoundInTheOtherAndMovedAndAllOfItUndone() {
        List<DocumentState> states = new ArrayList<>(List.of(state()));
        Place place = new Place(20, 12);
        Place found = morph.across(place, true);
        morph.addPoint(place, true);
        PointPair pair = morph.passageShown().pairs().getFirst();
        assertThat(pair).isEqualTo(new PointPair(20, 12, found.x(), found.y()));
        states.add(state());
        morph.movePoint(0, new Place(24, 15), false);
        states.add(state());
        assertThat(morph.passageShown().pairs().getFirst()).isEqualTo(new PointPair(20, 12, 24, 15));
        // The solver has met it.
        assertThat(morph.isAligned()).isTrue();
        Place met = morph.across(place, true);
        assertThat(Math.hypot(met.x() - 24, met.y() - 15)).isLessThan(1);
        morph.addLine(List.of(new Place(2, 28), new Place(24, 27), new Place(46, 28)), true);
        assertThat(morph.passageShown().lines().getFirst().b()).hasSize(3);
        states.add(state());
        morph.removePoint(0);
        for (DocumentState before : states.reversed()) {
            studio.document().undo();
            assertThat(state()).isEqualTo(before);
        }
        studio.document().redo();
        assertThat(morph.passageShown().pairs()).containsExactly(pair);
    }

    @Test
    void placesStayWithinTheirPhoto() {
        morph.addPoint(new Place(-5, 40), true);
        PointPair pair = morph.passageShown().pairs().getFirst();
        assertThat(pair.xa()).isZero();
        assertThat(pair.ya()).isEqualTo(32);
        assertThat(pair.xb()).isBetween(0.0, 48.0);
        assertThat(studio.messages().shown()).isEmpty();
    }

    @Test
    void suggestionsAreTakenOverOrDropped() {
        List<Suggestion> suggested = morph.solutionProperty().get().suggestions().getFirst();
        assertThat(suggested).isNotEmpty();
        Suggestion first = suggested.getFirst();
        morph.takeOver(first, new Place(first.b().x() + 2, first.b().y()), false);
        assertThat(morph.passageShown().pairs()).containsExactly(
                new PointPair(first.a().x(), first.a().y(), Math.min(48, first.b().x() + 2), first.b().y()));
        assertThat(morph.solutionProperty().get().suggestions().getFirst()).noneMatch(s -> s.a().equals(first.a()));
        Suggestion second = morph.solutionProperty().get().suggestions().getFirst().getFirst();
        morph.drop(second);
        assertThat(morph.solutionProperty().get().suggestions().getFirst()).noneMatch(s -> s.a().equals(second.a()));
        assertThat(morph.passageShown().pairs()).hasSize(1);
    }

    @Test
    void pointsAreSavedAndLoadedInTheCommandLinesForm() throws Exception {
        morph.addPoint(new Place(20, 12), true);
        morph.addLine(List.of(new Place(2, 28), new Place(46, 28)), true);
        MorphPassage before = morph.passageShown();
        Path file = home.resolve("points.json");
        morph.savePoints(file);
        assertThat(Files.readString(file)).contains("\"pairs\"").contains("\"lines\"").contains("\"px\"");
        morph.clearPoints();
        assertThat(morph.passageShown().pairs()).isEmpty();
        morph.loadPoints(file);
        assertThat(morph.passageShown().pairs()).isEqualTo(before.pairs());
        assertThat(morph.passageShown().lines()).isEqualTo(before.lines());
        studio.document().undo();
        assertThat(morph.passageShown().pairs()).isEmpty();
        Files.writeString(file, "{\"pairs\": [[1, 2]]}");
        morph.loadPoints(file);
        assertThat(studio.messages().shown().getFirst().text()).contains("points.json");
    }

    @Test
    void pointsAndPhotosAreKeptInTheProject() {
        Path third = TestPictures.write(home.resolve("c.png"), 40, 30, 3, 100);
        studio.addPhotos(List.of(third));
        morph.addPoint(new Place(20, 12), true);
        morph.passageProperty().set(1);
        morph.choosePassage("hold", p -> p.withHold(0.2).withOrder("centre"));
        DocumentState before = state();
        Path file = home.resolve("morph.bcmproj");
        studio.saveProject(file);
        studio.closeDocument();
        studio.openProject(file);
        assertThat(state()).isEqualTo(before);
        assertThat(studio.document().store().load(state().more().getFirst().picture()).toPixels().data()).isEqualTo(pixels(third));
    }

    @Test
    void aRowOfPhotosPassesFromOneToTheNextAndBack() {
        Path third = TestPictures.write(home.resolve("c.png"), 48, 32, 3, 100);
        studio.addPhotos(List.of(third));
        assertThat(morph.passages()).isEqualTo(2);
        morph.positionProperty().set(0.5);
        assertThat(still()).isEqualTo(pixels(b));
        morph.positionProperty().set(1);
        assertThat(still()).isEqualTo(pixels(third));
        morph.choose("loop", c -> c.withLoop(true));
        assertThat(morph.passages()).isEqualTo(3);
        assertThat(still()).isEqualTo(pixels(a));
        assertThat(morph.isComplete()).isTrue();
    }

    @Test
    void passagesKeepTheirPointsWhenPhotosMove() {
        studio.addPhotos(List.of(TestPictures.write(home.resolve("c.png"), 48, 32, 3, 100)));
        morph.addPoint(new Place(20, 12), true);
        PointPair pair = morph.passageShown().pairs().getFirst();
        morph.reverse();
        assertThat(state().photos()).extracting(p -> p.picture().name()).containsExactly("c.png", "b.png", "a.png");
        assertThat(state().passage(0).pairs()).isEmpty();
        assertThat(state().passage(1).pairs()).containsExactly(new PointPair(pair.xb(), pair.yb(), pair.xa(), pair.ya()));
        morph.remove(0);
        assertThat(state().photos()).extracting(p -> p.picture().name()).containsExactly("b.png", "a.png");
        assertThat(state().passage(0).pairs()).hasSize(1);
        morph.remove(0);
        assertThat(state().photos()).as("two remain").hasSize(2);
        morph.replace(1, state().a());
        assertThat(state().passage(0).pairs()).as("points of another photo").isEmpty();
    }

    @Test
    void whatIsPaintedCountsAndIsUndone() {
        float[] before = middle();
        byte[] all = TakeLayer.blank();
        Arrays.fill(all, TakeMask.A);
        morph.keepTake(all);
        assertThat(morph.take()).isEqualTo(all);
        float[] ofA = middle();
        assertThat(ofA).isNotEqualTo(before);
        studio.document().undo();
        assertThat(middle()).isEqualTo(before);
    }

    private float[] middle() {
        morph.positionProperty().set(0);
        morph.positionProperty().set(0.25);
        return still();
    }

    @Test
    void aDiscIsPaintedWhereItIsMeant() {
        byte[] values = TakeLayer.blank();
        TakeLayer.paint(values, 0.5, 0.25, 0.1, TakeMask.B);
        assertThat(values[64 * TakeLayer.SIDE + 128]).isEqualTo(TakeMask.B);
        assertThat(values[64 * TakeLayer.SIDE + 128 + 27]).isEqualTo(TakeMask.FREE);
        assertThat(TakeLayer.values(TakeLayer.picture(values))).isEqualTo(values);
    }

    @Test
    void presetsChangeAllPassagesAndAreSaved() {
        studio.addPhotos(List.of(TestPictures.write(home.resolve("c.png"), 48, 32, 3, 100)));
        morph.use(MorphPreset.BUILT_IN.get(3));
        assertThat(state().passage(1).order()).isEqualTo("left");
        morph.choosePassage("hold", p -> p.withHold(0.3));
        morph.savePreset("mine");
        assertThat(morph.presets()).extracting(MorphPreset::name).containsExactly("mine");
        studio.document().undo();
        studio.document().undo();
        assertThat(state().passage(0).order()).isEqualTo("all");
        try (StudioModel other = new TestStudio(home).open()) {
            other.morph().loadPresets();
            other.morph().use(other.morph().presets().getFirst());
            assertThat(other.document().state().passage(0).hold()).isEqualTo(0.3);
            other.morph().removePreset("mine");
            assertThat(other.morph().presets()).isEmpty();
        }
    }

    @Test
    void aDissolveIsTheMeanOfBoth() {
        morph.choose("align", c -> c.withDissolve(true));
        morph.choosePassage("detail", p -> p.withDetail("linear"));
        morph.choose("seconds", c -> c.withSeconds(1.0 / 15));
        morph.positionProperty().set(0.5);
        float[] mixed = still();
        float[] ofA = pixels(a);
        float[] ofB = pixels(b);
        for (int i = 0; i < mixed.length; i += 97) {
            assertThat(mixed[i]).isEqualTo((ofA[i] + ofB[i]) / 2, within(0.006f));
        }
    }

    @Test
    void everyKindIsExportedAndToldBefore() throws Exception {
        for (FilmExport.Kind kind : FilmExport.Kind.values()) {
            if (kind.isFilm()) {
                continue;
            }
            morph.positionProperty().set(0.5);
            ExportWish wish = new ExportWish(kind, 24, 3 * 30.0 / STEPS, 80, kind == FilmExport.Kind.GIF, true);
            List<FilmExport.Estimate> told = new ArrayList<>();
            morph.estimate(wish, told::add);
            Path target = kind == FilmExport.Kind.PNG_SEQUENCE ? home.resolve("frames") : home.resolve(kind + "." + kind.extension());
            morph.export(wish, target);
            assertThat(studio.messages().shown()).extracting(m -> m.text()).as(kind.name()).allMatch(t -> t.contains(target.getFileName().toString()));
            studio.messages().shown().clear();
            assertThat(told).hasSize(1);
            assertThat(told.getFirst().frames()).isEqualTo(kind == FilmExport.Kind.STILL ? 1 : 4);
            long written = Files.isDirectory(target) ? size(target) : Files.size(target);
            assertThat((double) told.getFirst().bytes()).as("%s: %d written", kind, written).isBetween(0.4 * written, 2.5 * written);
        }
        assertThat(PictureReader.read(home.resolve("STILL.png")).width()).isEqualTo(24);
        try (var stream = ImageIO.createImageInputStream(home.resolve("GIF.gif").toFile())) {
            var reader = ImageIO.getImageReaders(stream).next();
            reader.setInput(stream);
            assertThat(reader.getNumImages(true)).as("there and back").isEqualTo(6);
        }
        assertThat(home.resolve("films")).as("nothing is kept of what is finished").isEmptyDirectory();
    }

    private static long size(Path folder) throws Exception {
        try (var files = Files.list(folder)) {
            return files.mapToLong(f -> f.toFile().length()).sum();
        }
    }

    @Test
    void anotherClassOrModelMakesTheFrameAnew() {
        still();
        assertThat(morph.isSharp()).isTrue();
        FrameShown before = morph.currentProperty().get();
        morph.runAgain();
        assertThat(morph.isSharp()).isTrue();
        assertThat(morph.currentProperty().get().ref()).isNotEqualTo(before.ref());
    }

    @Test
    void nothingIsAlignedWhileThePageIsNotSeen() {
        studio.pageProperty().set(Page.RESTORE);
        morph.addPoint(new Place(20, 12), true);
        assertThat(morph.isAligned()).isFalse();
        studio.pageProperty().set(Page.INTERPOLATE);
        assertThat(morph.isAligned()).isTrue();
    }

    @Test
    void eyesThatAreNotThereAreTold() {
        Assumptions.assumeTrue(FaceFinder.isAvailable(), "built without npm: no face models");
        morph.choose("holdEyes", c -> c.withHoldEyes(true));
        assertThat(studio.messages().shown().getFirst().text()).contains("a.png").contains("no face");
    }
}
