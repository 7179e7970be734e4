package studio.bcm.ui.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.bcm.model.AroundExact;
import studio.bcm.model.GaussianModel;
import studio.bcm.ui.TestPictures;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.shell.Page;
import studio.bcm.ui.shell.StudioModel;
import studio.bcm.ui.shell.TestFunction;
import studio.bcm.ui.shell.TestStudio;

/** Classes in the window's state, with a model that tells under which class it is asked and loses brightness under all but one. */
final class ClassModelTest {
    private static final int LOSSLESS = 2;

    @TempDir
    private Path home;
    private final List<Long> told = new ArrayList<>();
    private StudioModel studio;

    @BeforeEach
    void open() {
        TestStudio fixture = new TestStudio(home).optLoader((pack, device) -> new TestFunction(pack, progress -> new Telling(told)));
        GaussianModel.conditionalPack(fixture.packs(), "classes", List.of("tiger cat", "hot dog", "tiger"));
        studio = fixture.open();
        use("gaussian");
    }

    private void use(String model) {
        studio.changeSettings(s -> s.withModel(model));
        studio.warmUp();
    }

    private void choose(int id) {
        studio.classes().choose(studio.classes().matches().stream().filter(e -> e.id() == id).findFirst().orElseThrow());
    }

    @Test
    void classesAreSearchedByNameAndNumber() {
        assertThat(studio.classes().availableProperty().get()).as("the model in use has none").isFalse();
        use("classes");
        assertThat(studio.classes().availableProperty().get()).isTrue();
        assertThat(studio.classes().chosenProperty().get().name()).isEqualTo("tiger cat");
        studio.classes().queryProperty().set("TIG");
        assertThat(studio.classes().matches()).extracting(ClassModel.Entry::id).containsExactly(0, 2);
        studio.classes().queryProperty().set("1");
        assertThat(studio.classes().matches()).extracting(ClassModel.Entry::name).containsExactly("hot dog");
    }

    @Test
    void theBestClassForThePhotoIsTheOneThatLosesLeast() {
        use("classes");
        studio.openA(TestPictures.write(home.resolve("a.png"), 48, 32, 1, 100));
        studio.classes().findBest();
        assertThat(studio.messages().shown()).isEmpty();
        assertThat(studio.classes().chosenProperty().get().id()).isEqualTo(LOSSLESS);
    }

    /** What each page computes, and where its result is. */
    enum Operation {
        RESAMPLE(s -> s.resample().run(), DocumentState::variations),
        RESTORE(s -> s.restore().run(), DocumentState::restored),
        INVERT(s -> s.invert().run(), DocumentState::noise),
        INPAINT(s -> {
            s.inpaint().stroke(10, 10, 20, 20);
            s.inpaint().strokeDone();
            s.inpaint().run();
        }, DocumentState::proposals);

        private final Consumer<StudioModel> run;
        private final Function<DocumentState, Object> result;

        Operation(Consumer<StudioModel> run, Function<DocumentState, Object> result) {
            this.run = run;
            this.result = result;
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherClassComputesAnewWhatThePageShows(Operation operation) {
        use("classes");
        studio.open(List.of(TestPictures.write(home.resolve("a.jpg"), 48, 32, 1, 20), TestPictures.write(home.resolve("b.png"), 48, 32, 2, 100)));
        studio.pageProperty().set(Page.valueOf(operation.name()));
        operation.run.accept(studio);
        assertThat(told).containsOnly(0L);
        Object first = operation.result.apply(studio.document().state());
        told.clear();
        choose(1);
        assertThat(studio.messages().shown()).isEmpty();
        assertThat(told).isNotEmpty().containsOnly(1L);
        assertThat(operation.result.apply(studio.document().state())).isNotEqualTo(first);
        told.clear();
        choose(1);
        assertThat(told).as("asked for the class that holds").isEmpty();
        studio.document().undo();
        assertThat(operation.result.apply(studio.document().state())).isEqualTo(first);
    }

    @Test
    void aClassChosenBeforeAnythingWasComputedComputesNothing() {
        use("classes");
        studio.openA(TestPictures.write(home.resolve("a.jpg"), 48, 32, 1, 20));
        for (Page page : Page.values()) {
            studio.pageProperty().set(page);
            told.clear();
            choose(1 + page.ordinal() % 2);
            if (page != Page.MODELS) {
                assertThat(told).as("asked on page %s", page).isEmpty();
            }
        }
        assertThat(studio.document().state().restored()).isNull();
    }

    @Test
    void variationsUnderAnotherClassComeFromTheSameSeed() {
        use("classes");
        studio.openA(TestPictures.write(home.resolve("a.png"), 48, 32, 1, 100));
        studio.pageProperty().set(Page.RESAMPLE);
        studio.resample().run();
        long seed = studio.document().state().choices().resample().seed();
        choose(1);
        assertThat(studio.document().state().choices().resample().seed()).isEqualTo(seed);
        assertThat(studio.document().state().variations()).hasSize(studio.document().state().choices().resample().count());
    }

    private record Telling(List<Long> told) implements AroundExact {
        @Override
        public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
            float[] out = EXACT.evaluate(x, n, height, width, t, u, null);
            for (int i = 0; y != null && i < out.length; i++) {
                out[i] += y[i / (out.length / n)] == LOSSLESS ? 0 : 0.1f;
            }
            for (int i = 0; y != null && i < n; i++) {
                told.add(y[i]);
            }
            return out;
        }
    }
}
