package studio.bcm.ui.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.image.Picture;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.model.GaussianModel;
import studio.bcm.model.PackLibrary;
import studio.bcm.ui.TestPictures;
import studio.bcm.ui.image.Layer;

/** What is open, finished or installed is not lost by closing, stopping and removing. */
final class LosingNothingTest {
    @TempDir
    private Path home;

    private Path photo(String name, int width, int height) {
        return TestPictures.write(home.resolve(name), width, height, 3, 15);
    }

    @Test
    void whatWasOpenIsThereAtTheNextStart() {
        StudioModel first = new TestStudio(home).open();
        first.openA(photo("a.jpg", 96, 80));
        first.restore().choose("texture", c -> c.withTexture(0.4));
        first.restore().run();
        first.changeSettings(s -> s.withPage(Page.INPAINT.name()));
        first.close();
        StudioModel second = new TestStudio(home).open();
        second.resumeLast();
        assertThat(second.messages().shown()).isEmpty();
        assertThat(second.document().state().a().name()).isEqualTo("a.jpg");
        assertThat(second.document().state().restored()).isNotNull();
        assertThat(second.pageProperty().get()).isEqualTo(Page.INPAINT);
        assertThat(second.shownAProperty().get().picture().width()).isEqualTo(96);
        second.document().undo();
        assertThat(second.document().state().restored()).isNull();
    }

    @Test
    void onlyWhatTheKeptStatesNeedStaysOnTheDisk() throws Exception {
        StudioModel first = new TestStudio(home).open();
        first.openA(photo("a.jpg", 96, 80));
        Path folder = first.document().session().folder();
        Path forgotten = Files.copy(folder.resolve(first.document().state().a().file()), folder.resolve("forgotten.jpg"));
        first.close();
        StudioModel second = new TestStudio(home).open();
        second.resumeLast();
        assertThat(forgotten).doesNotExist();
        assertThat(folder.resolve(second.document().state().a().file())).exists();
    }

    @Test
    void anEmptyDocumentLeavesNothingBehind() throws Exception {
        new TestStudio(home).open().close();
        assertThat(home.resolve("sessions")).isEmptyDirectory();
    }

    @Test
    void aCrashIsOfferedAndNotTakenForAnEnd() {
        StudioModel crashed = new TestStudio(home).open();
        crashed.openA(photo("a.jpg", 96, 80));
        // The same process still owns it, so that nothing is taken from a window that is open.
        StudioModel second = new TestStudio(home).open();
        second.resumeLast();
        assertThat(second.document().state().a()).isNull();
    }

    @Test
    void aClosedPictureComesBack() {
        StudioModel model = new TestStudio(home).open();
        model.openA(photo("a.jpg", 96, 80));
        model.saveProject(home.resolve("work.bcmproj"));
        model.pageProperty().set(Page.RESAMPLE);
        model.closeDocument();
        assertThat(model.document().state().a()).isNull();
        assertThat(model.document().projectFileProperty().get()).isNull();
        Message closed = model.messages().shown().getLast();
        assertThat(closed.text()).contains("a.jpg").contains("closed");
        closed.action().run();
        assertThat(model.document().state().a().name()).isEqualTo("a.jpg");
        assertThat(model.document().projectFileProperty().get()).isEqualTo(home.resolve("work.bcmproj"));
        assertThat(model.pageProperty().get()).isEqualTo(Page.RESAMPLE);
        model.document().redo();
        assertThat(model.document().projectFileProperty().get()).isNull();
    }

    @Test
    void anOpenPictureComesBackFromBehindAProject() {
        StudioModel model = new TestStudio(home).open();
        model.openA(photo("a.jpg", 96, 80));
        model.saveProject(home.resolve("work.bcmproj"));
        model.closeDocument();
        model.openA(photo("b.jpg", 96, 80));
        model.openProject(home.resolve("work.bcmproj"));
        assertThat(model.document().state().a().name()).isEqualTo("a.jpg");
        model.document().undo();
        assertThat(model.document().state().a().name()).isEqualTo("b.jpg");
    }

    @Test
    void aModelThatWasRemovedIsPutBack() {
        StudioModel model = new TestStudio(home).open();
        GaussianModel.pack(home, "mine");
        model.packs().install(home.resolve("mine.bcm"));
        PackLibrary.Entry mine = entry(model, "mine").orElseThrow();
        model.packs().useAsDefault(mine);
        model.packs().remove(mine);
        assertThat(entry(model, "mine")).isEmpty();
        assertThat(model.settingsProperty().get().model()).isEmpty();
        model.messages().shown().getLast().action().run();
        assertThat(entry(model, "mine")).isPresent();
        assertThat(model.settingsProperty().get().model()).isEqualTo("mine");
        model.packs().remove(mine);
        model.close();
        assertThat(home.resolve("removed")).isEmptyDirectory();
    }

    private static Optional<PackLibrary.Entry> entry(StudioModel model, String name) {
        Predicate<PackLibrary.Entry> named = e -> e.name().equals(name);
        return model.packs().entries().stream().filter(named).findFirst();
    }

    /** Has the work stopped after so many evaluations. */
    private StudioModel stoppedAfter(int evaluations) {
        AtomicInteger count = new AtomicInteger();
        StudioModel[] model = new StudioModel[1];
        model[0] = new TestStudio(home).optLoader((pack, device) -> new TestFunction(pack, progress -> new Counted(new GaussianModel(), () -> {
            if (count.incrementAndGet() == evaluations) {
                model[0].restore().cancel();
            }
        }))).open();
        return model[0];
    }

    /** Tells each evaluation of another function. */
    private static final class Counted implements ConsistencyFunction {
        private final ConsistencyFunction inner;
        private final Runnable told;

        Counted(ConsistencyFunction inner, Runnable told) {
            this.inner = inner;
            this.told = told;
        }

        @Override
        public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] labels) {
            told.run();
            return inner.evaluate(x, n, height, width, t, u, labels);
        }

        @Override
        public float sigmaMin() {
            return inner.sigmaMin();
        }

        @Override
        public float sigmaMax() {
            return inner.sigmaMax();
        }

        @Override
        public int sizeMultiple() {
            return inner.sizeMultiple();
        }

        @Override
        public int resolution() {
            return inner.resolution();
        }
    }

    @Test
    void tilesThatWereDoneStayWhenItIsStopped() {
        StudioModel model = stoppedAfter(9);
        model.openA(photo("large.jpg", 1200, 1400));
        model.viewport().resize(1200, 1400);
        // Texture is what this model changes a photo by.
        model.restore().choose("texture", c -> c.withTexture(1));
        model.restore().run();
        assertThat(model.document().state().restored()).as("what was done").isNotNull();
        Message told = model.messages().shown().getLast();
        assertThat(told.text()).matches("Stopped: \\d+ % of the photo is restored, the rest is as it was\\.");
        Picture before = model.shownAProperty().get().picture();
        Picture after = model.document().store().load(model.document().state().restored());
        assertThat(Arrays.equals(rows(after, 1300), rows(before, 1300))).as("not reached").isTrue();
        assertThat(IntStream.range(0, 13).anyMatch(i -> !Arrays.equals(rows(after, 100 * i), rows(before, 100 * i)))).as("done").isTrue();
        model.document().undo();
        assertThat(model.document().state().restored()).isNull();
    }

    /** A hundred of them. */
    private static float[] rows(Picture picture, int y) {
        float[] rows = new float[300 * picture.width()];
        picture.read(0, y, picture.width(), 100, rows, 0);
        return rows;
    }

    @Test
    void tilesAreSeenAsTheyAreDone() {
        StudioModel model = new TestStudio(home).open();
        model.openA(photo("large.jpg", 1200, 1400));
        model.viewport().resize(300, 350);
        model.viewport().fit();
        List<Layer> seen = new ArrayList<>();
        model.restore().afterProperty().addListener((o, before, now) -> seen.add(now));
        model.restore().run();
        assertThat(seen.getFirst().parts().getFirst().scale()).as("as fine as the screen shows").isEqualTo(4);
        assertThat(seen.getFirst().parts().getFirst().pyramid().width()).isEqualTo(300);
        assertThat(seen.getLast().parts().getFirst().scale()).isEqualTo(1);
    }

    @Test
    void aTryRestoresWhatIsSeenAndChangesNothing() {
        StudioModel model = new TestStudio(home).open();
        model.openA(photo("large.jpg", 1200, 1400));
        model.viewport().resize(200, 100);
        model.viewport().actualSize();
        model.restore().tryHere();
        Layer.Part part = model.restore().afterProperty().get().parts().getFirst();
        assertThat(part.pyramid().width()).isBetween(200, 202);
        assertThat(model.document().state().restored()).isNull();
        assertThat(model.restore().runningProperty().get()).isFalse();
    }

    @Test
    void whatIsSaidOfAResultGoesWithIt() {
        StudioModel model = new TestStudio(home).open();
        model.openA(photo("a.jpg", 96, 80));
        model.restore().run();
        float found = model.restore().summaryProperty().get().mean();
        assertThat(found).isPositive();
        model.restore().setAutomatic(false);
        assertThat(model.document().state().choices().restore().sigma()).as("begins with what was found").isEqualTo(found);
        model.openA(photo("b.jpg", 96, 80));
        assertThat(model.restore().summaryProperty().get()).as("of another picture").isNull();
        model.document().undo();
        assertThat(model.restore().summaryProperty().get()).isNotNull();
        while (model.document().state().restored() != null) {
            model.document().undo();
        }
        assertThat(model.restore().summaryProperty().get()).isNull();
    }
}
