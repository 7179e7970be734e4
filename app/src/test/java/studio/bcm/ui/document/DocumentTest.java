package studio.bcm.ui.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.UserException;
import studio.bcm.image.Picture;
import studio.bcm.ui.TestPictures;

final class DocumentTest {
    @TempDir
    private Path folder;
    private PictureStore store;

    @BeforeEach
    void openStore() throws IOException {
        store = new PictureStore(Files.createDirectories(folder.resolve("store")));
    }

    private PictureRef picture(long seed) {
        return store.add("picture " + seed, Picture.of(TestPictures.photo(40, 30, seed)));
    }

    @Test
    void undoAndRedoGoThroughTheStates() {
        History history = new History(DocumentState.empty());
        PictureRef a = picture(1);
        PictureRef b = picture(2);
        history.push("open", "", history.state().edit(d -> d.replaceA(a)));
        history.push("b", "", history.state().edit(d -> d.b = b));
        history.undo();
        assertThat(history.state().b()).isNull();
        assertThat(history.state().a()).isEqualTo(a);
        assertThat(history.redoLabel()).isEqualTo("b");
        history.redo();
        assertThat(history.state().b()).isEqualTo(b);
        history.undo();
        history.push("other", "", history.state().edit(d -> d.b = b));
        assertThat(history.canRedo()).isFalse();
    }

    @Test
    void movingOneControlIsOneChange() {
        History history = new History(DocumentState.empty());
        for (int i = 1; i <= 20; i++) {
            double texture = i / 20.0;
            history.push("choose", "texture", history.state().edit(d -> d.choices = d.choices.with(d.choices.restore().withTexture(texture))));
        }
        assertThat(history.state().choices().restore().texture()).isEqualTo(1);
        history.undo();
        assertThat(history.state()).isEqualTo(DocumentState.empty());
        assertThat(history.canUndo()).isFalse();
    }

    @Test
    void aChangeThatChangesNothingIsNone() {
        History history = new History(DocumentState.empty());
        history.push("nothing", "", DocumentState.empty());
        assertThat(history.canUndo()).isFalse();
    }

    private Path project(String state, Map<String, byte[]> pictures) throws IOException {
        Path file = folder.resolve("hostile.bcmproj");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("project.json"));
            zip.write(("{\"schemaVersion\": 1" + state + "}").getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<String, byte[]> picture : pictures.entrySet()) {
                zip.putNextEntry(new ZipEntry("pictures/" + picture.getKey()));
                zip.write(picture.getValue());
            }
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", \"state\": null", ", \"state\": 5", ", \"state\": {\"more\": [null]}",
            ", \"state\": {\"more\": [{}]}",
        ", \"state\": {\"a\": {\"file\": null}}", ", \"state\": {\"a\": {\"file\": \"..\"}}",
        ", \"state\": {\"a\": {\"file\": \"C:x.png\"}}",
        ", \"state\": {\"a\": {\"file\": \"x.png:stream\"}}", ", \"state\": {\"a\": {\"file\": \"a..b\"}}",
        ", \"state\": {\"noise\": {\"file\": \"d:n.npz\"}}",
        ", \"state\": {\"variations\": [null]}", ", \"state\": {\"a\": {\"file\": \"missing.png\"}}"})
    void aProjectThatIsWrongIsRefusedInASentence(String state) throws IOException {
        Path file = project(state, Map.of());
        assertThatThrownBy(() -> ProjectFile.open(file, store)).isInstanceOf(UserException.class)
                .hasMessageContaining("is damaged")
                .message().doesNotContain("null");
        assertThat(store.folder()).isEmptyDirectory();
    }

    @Test
    void aProjectThatInflatesBeyondAllMeasureIsRefusedAndLeavesNothing() throws IOException {
        Path file = project(", \"state\": {\"a\": {\"file\": \"a.png\", \"width\": 1, \"height\": 1}}",
                Map.of("a.png", new byte[300 << 20]));
        assertThatThrownBy(() -> ProjectFile.open(file, store)).isInstanceOf(UserException.class)
                .hasMessageContaining("far more room");
        assertThat(store.folder()).isEmptyDirectory();
    }

    @Test
    void aSessionIsReadBackToTheLastChange() {
        SessionFolder session = SessionFolder.create(folder.resolve("sessions"), PictureStore::new);
        PictureRef a = session.store().add("a", Picture.of(TestPictures.photo(20, 20, 1)));
        History history = new History(DocumentState.empty());
        history.push("open", "", history.state().edit(d -> d.replaceA(a)));
        history.push("choose", "", history.state().edit(d -> d.choices = d.choices.with(d.choices.invert().withSteps(3))));
        history.undo();
        session.save(history.entries(), history.index(), "");
        SessionFolder.Saved saved = session.read();
        assertThat(saved.history().entries()).isEqualTo(history.entries());
        assertThat(saved.history().state()).isEqualTo(history.state());
        assertThat(saved.history().canRedo()).isTrue();
        assertThat(session.store().load(a).width()).isEqualTo(20);
    }

    @Test
    void theSessionOfALivingProgramIsNotOffered() {
        SessionFolder session = SessionFolder.create(folder.resolve("sessions"), PictureStore::new);
        session.save(List.of(new History.Entry("", "", DocumentState.empty())), 0, "");
        assertThat(SessionFolder.findAbandoned(folder.resolve("sessions"))).isEmpty();
        session.delete();
        assertThat(folder.resolve("sessions")).isEmptyDirectory();
    }

    @Test
    void aProjectHoldsItsPictures() throws IOException {
        PictureRef a = picture(1);
        PictureRef restored = picture(2);
        DocumentState state = DocumentState.empty().edit(d -> {
            d.replaceA(a);
            d.restored = restored;
            d.choices = d.choices.with(d.choices.restore().withTexture(0.5));
        });
        Path file = folder.resolve("work.bcmproj");
        ProjectFile.save(file, state, store);
        PictureStore other = new PictureStore(Files.createDirectories(folder.resolve("other")));
        DocumentState opened = ProjectFile.open(file, other);
        assertThat(opened).isEqualTo(state);
        assertThat(other.load(opened.restored()).toPixels().data()).isEqualTo(store.load(restored).toPixels().data());
    }

    @Test
    void whatIsNoProjectIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("text.bcmproj"), "hello");
        assertThatThrownBy(() -> ProjectFile.open(text, store)).isInstanceOf(UserException.class).hasMessageContaining("is no project");
        assertThatThrownBy(() -> ProjectFile.open(folder.resolve("none.bcmproj"), store)).isInstanceOf(UserException.class)
                .hasMessageContaining("There is no file");
    }

    @Test
    void aProjectCannotPointOutOfItsFolder() {
        assertThatThrownBy(() -> new PictureRef("../../etc/passwd", "x", "", 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DocumentState.NoiseRef("..\\x", "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cropsKeepTheirAspectInsideThePicture() {
        Crop c = Crop.centred(400, 200, 1);
        assertThat(c.width() * 400).isEqualTo(200);
        assertThat(c.height()).isEqualTo(1);
        assertThat(c.moved(1, 1)).isEqualTo(new Crop(0.5, 0, 0.5, 1));
        Crop small = c.scaled(0.5);
        assertThat(small.width() / small.height()).isEqualTo(c.width() / c.height());
        assertThat(small.scaled(10).height()).isEqualTo(1);
    }
}
