package studio.bcm.ui.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.file.AtomicFile;
import studio.bcm.image.PictureBuilder;
import studio.bcm.image.PictureFormat;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.metadata.Metadata;
import studio.bcm.model.GaussianModel;
import studio.bcm.model.PackLibrary;
import studio.bcm.task.CancelledException;
import studio.bcm.ui.TestPictures;
import studio.bcm.ui.batch.BatchRow;
import studio.bcm.ui.canvas.ViewportModel;
import studio.bcm.ui.document.PictureStore;
import studio.bcm.ui.image.Layer;
import studio.bcm.ui.invert.InvertModel;
import studio.bcm.ui.models.PackSheets;
import studio.bcm.ui.settings.ExportChoice;
import studio.bcm.ui.settings.Settings;
import studio.bcm.ui.task.BackgroundTask;
import studio.bcm.ui.task.DirectTaskExecutor;
import studio.bcm.ui.task.TaskExecutor;

/** The window's state without a window: every task is done at once on the thread of the test. */
final class ViewModelTest {
    @TempDir
    private Path home;

    private StudioModel model() {
        return new TestStudio(home).open();
    }

    private Path photo(String name, long seed, int quality) {
        return TestPictures.write(home.resolve(name), 48, 32, seed, quality);
    }

    @Test
    void theStartPageShowsARestorationOnASampleThatNeedsIt() {
        StudioModel model = model();
        model.tryRestoration();
        assertThat(model.messages().shown()).isEmpty();
        assertThat(model.pageProperty().get()).isEqualTo(Page.RESTORE);
        assertThat(model.shownAProperty().get().picture().jpegFacts().orElseThrow().quality()).isLessThan(15);
        assertThat(model.document().state().restored()).isNotNull();
        assertThat(model.settingsProperty().get().recent()).as("files of the user").isEmpty();
    }

    @Test
    void theStartPageShowsAMorphOfTwoSamples() {
        StudioModel model = model();
        model.morph().choose("seconds", c -> c.withSeconds(0.1).withNoFaces(true));
        model.tryMorph();
        assertThat(model.pageProperty().get()).isEqualTo(Page.INTERPOLATE);
        assertThat(model.morph().isComplete()).isTrue();
    }

    @Test
    void theVisiblePartIsRestoredFirst() {
        StudioModel model = model();
        model.viewport().resize(64, 64);
        model.openA(TestPictures.write(home.resolve("wide.jpg"), 320, 240, 1, 20));
        model.viewport().show(320, 240);
        model.viewport().actualSize();
        List<Layer> seen = new ArrayList<>();
        model.restore().afterProperty().addListener((o, before, now) -> seen.add(now));
        model.restore().run();
        assertThat(model.messages().shown()).isEmpty();
        var part = seen.getFirst().parts().getFirst();
        assertThat(seen.getFirst().width()).isEqualTo(320);
        assertThat(part.pyramid().width()).isLessThan(100);
        assertThat((double) part.x()).isEqualTo(model.viewport().toPictureX(0), within(2.0));
        assertThat(seen.getLast().parts().getFirst().pyramid().width()).isEqualTo(320);
    }

    @Test
    void aControlShowsAtOnceWhatItDoesToAResult() {
        StudioModel model = model();
        model.openA(photo("a.jpg", 1, 20));
        model.restore().choose("texture", c -> c.withTexture(0.2));
        assertThat(model.document().state().restored()).isNull();
        model.restore().run();
        var first = model.document().state().restored();
        model.restore().choose("balance", c -> c.withBalance(1));
        assertThat(model.document().state().restored()).isNotNull().isNotEqualTo(first);
    }

    @Test
    void aPictureIsFetchedFromTheWeb() throws IOException {
        byte[] picture = Files.readAllBytes(photo("served.jpg", 3, 60));
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/photo.jpg", exchange -> {
            exchange.sendResponseHeaders(200, picture.length);
            exchange.getResponseBody().write(picture);
            exchange.close();
        });
        server.start();
        try {
            String root = "http://127.0.0.1:" + server.getAddress().getPort();
            StudioModel model = model();
            model.openAddress(URI.create(root + "/photo.jpg"));
            assertThat(model.messages().shown()).isEmpty();
            assertThat(model.document().state().a().name()).isEqualTo("photo.jpg");
            model.openAddress(URI.create(root + "/none.jpg"));
            assertThat(model.messages().shown().getFirst().text()).contains("404");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aVariationBecomesThePictureAndUndoBringsTheOldOneBack() {
        StudioModel model = model();
        model.openA(photo("a.png", 1, 100));
        var a = model.document().state().a();
        model.resample().run();
        assertThat(model.document().state().variations()).hasSize(6);
        var chosen = model.document().state().variations().get(2);
        model.resample().useAsA(chosen);
        assertThat(model.document().state().a()).isEqualTo(chosen);
        assertThat(model.shownAProperty().get().ref()).isEqualTo(chosen);
        model.document().undo();
        assertThat(model.document().state().a()).isEqualTo(a);
        assertThat(model.document().state().variations()).hasSize(6);
        model.document().undo();
        assertThat(model.document().state().variations()).isEmpty();
    }

    @Test
    void aLockedSeedGivesTheSameVariations() {
        StudioModel model = model();
        model.openA(photo("a.png", 1, 100));
        model.resample().choose("lock", c -> c.withSeedLocked(true).withCount(1));
        model.resample().run();
        float[] first = model.document().store().load(model.document().state().variations().getFirst()).toPixels().data();
        model.resample().run();
        float[] again = model.document().store().load(model.document().state().variations().getFirst()).toPixels().data();
        model.resample().choose("lock", c -> c.withSeedLocked(false));
        model.resample().run();
        float[] other = model.document().store().load(model.document().state().variations().getFirst()).toPixels().data();
        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void withNothingOpenNewPicturesAreMade() {
        StudioModel model = model();
        model.resample().choose("count", c -> c.withCount(2));
        model.resample().run();
        assertThat(model.messages().shown()).isEmpty();
        assertThat(model.document().state().variations()).hasSize(2);
    }

    @Test
    void noiseIsFoundMeasuredSavedAndLoaded() {
        StudioModel model = model();
        model.openA(photo("a.png", 1, 100));
        model.invert().run();
        InvertModel.Shown shown = model.invert().shownProperty().get();
        assertThat(shown.error().getAsDouble()).isLessThan(0.01);
        Path file = home.resolve("noise.npz");
        model.invert().save(file);
        model.document().change("other", d -> d.noise = null);
        assertThat(model.invert().shownProperty().get()).isNull();
        model.invert().load(file);
        assertThat(model.invert().shownProperty().get().statistics()).usingRecursiveComparison().isEqualTo(shown.statistics());
    }

    @Test
    void whatIsPaintedIsFilledAndTheRestStays() {
        StudioModel model = model();
        model.openA(photo("a.png", 1, 100));
        model.inpaint().choose("brush", c -> c.withBrush(8).withFeather(0).withProposals(2));
        model.inpaint().stroke(10, 10, 20, 10);
        model.inpaint().strokeDone();
        model.inpaint().run();
        assertThat(model.messages().shown()).isEmpty();
        var proposals = model.document().state().proposals();
        assertThat(proposals).hasSize(2);
        var before = model.document().store().load(model.document().state().a()).toPixels().data();
        var after = model.document().store().load(proposals.getFirst()).toPixels().data();
        assertThat(after[30 * 48 + 40]).isEqualTo(before[30 * 48 + 40]);
        assertThat(after).isNotEqualTo(before);
        model.document().undo();
        assertThat(model.document().state().mask()).isNotNull();
        model.document().undo();
        assertThat(model.document().state().mask()).isNull();
        assertThat(model.inpaint().maskProperty().get().isEmpty()).isTrue();
    }

    @Test
    void aFileThatIsNoPictureOrIsMissingIsToldAndLeavesTheDocumentAlone() throws IOException {
        StudioModel model = model();
        model.openA(photo("a.png", 1, 100));
        var before = model.document().state();
        model.open(List.of(Files.writeString(home.resolve("text.jpg"), "no picture")));
        model.open(List.of(home.resolve("gone.jpg")));
        assertThat(model.messages().shown()).extracting(Message::kind).containsOnly(Message.Kind.ERROR);
        assertThat(model.messages().shown()).extracting(Message::text).anyMatch(t -> t.contains("is not a picture"))
                .anyMatch(t -> t.contains("There is no file"));
        assertThat(model.document().state()).isEqualTo(before);
    }

    @Test
    void aFullDiskIsToldAndNothingIsLost() {
        boolean[] full = {false};
        StudioModel model = new TestStudio(home).optStores(folder -> new PictureStore(folder) {
            @Override
            protected void write(Path target, AtomicFile.Content content) {
                AtomicFile.write(target, false, temporary -> {
                    if (full[0]) {
                        throw new IOException("No space left on device");
                    }
                    content.writeTo(temporary);
                });
            }
        }).open();
        model.openA(photo("a.jpg", 1, 30));
        var before = model.document().state();
        full[0] = true;
        model.restore().run();
        assertThat(model.messages().shown()).extracting(Message::text).anyMatch(t -> t.contains("the disk is full"));
        assertThat(model.document().state()).isEqualTo(before);
        assertThat(model.restore().runningProperty().get()).isFalse();
        full[0] = false;
        model.restore().run();
        assertThat(model.document().state().restored()).isNotNull();
    }

    @Test
    void manyFilesGoIntoTheQueueAndOneBadOneStopsNothing() throws IOException {
        StudioModel model = model();
        Path folder = Files.createDirectories(home.resolve("photos/sub"));
        TestPictures.write(folder.resolve("ä b.jpg"), 32, 32, 1, 20);
        Files.writeString(folder.resolve("bad.jpg"), "x");
        TestPictures.write(folder.getParent().resolve("z.jpg"), 32, 32, 2, 20);
        model.open(List.of(folder.getParent()));
        assertThat(model.pageProperty().get()).isEqualTo(Page.BATCH);
        model.batch().start();
        assertThat(model.batch().rows()).extracting(r -> r.stateProperty().get())
                .containsExactlyInAnyOrder(BatchRow.State.DONE, BatchRow.State.DONE, BatchRow.State.FAILED);
        assertThat(folder.getParent().resolve("restored/sub/ä b.png")).exists();
        assertThat(folder.getParent().resolve("restored/z.png")).exists();
        assertThat(model.batch().runningProperty().get()).isFalse();
    }

    @Test
    void aModelIsInstalledUsedAndRemovedAndItsSampleSheetIsKept() throws IOException {
        Path file = GaussianModel.pack(Files.createDirectories(home.resolve("download")), "other").file();
        StudioModel model = model();
        model.open(List.of(file));
        assertThat(model.pageProperty().get()).isEqualTo(Page.MODELS);
        assertThat(model.packs().entries()).extracting(PackLibrary.Entry::name).containsExactlyInAnyOrder("gaussian", "other");
        assertThat(model.packs().sheets().shown()).hasSize(1);
        var sheet = model.packs().sheets().shown().values().iterator().next();
        assertThat(sheet.width()).isEqualTo(PackSheets.PICTURES * (GaussianModel.RESOLUTION + 4) - 4);
        PackLibrary.Entry other = model.packs().entries().stream().filter(e -> e.name().equals("other")).findFirst().orElseThrow();
        model.packs().useAsDefault(other);
        assertThat(model.packs().isDefault(other)).isTrue();
        assertThat(model.models().pack().file()).isEqualTo(other.file());

        // The next start takes the sheet from the disk.
        Path kept = onlyFile(home.resolve("sheets"));
        TestPictures.write(kept, 20, 10, 1, 100);
        StudioModel again = model();
        again.pageProperty().set(Page.MODELS);
        assertThat(again.packs().sheets().shown().values()).first().extracting(s -> s.width()).isEqualTo(20);
        again.packs().remove(other);
        assertThat(again.packs().entries()).extracting(PackLibrary.Entry::name).containsExactly("gaussian");
        assertThat(again.packs().isDefault(again.packs().entries().getFirst())).isTrue();
        again.packs().remove(again.packs().entries().getFirst());
        assertThat(again.messages().shown().getLast().text()).contains("came with the program");
    }

    private static Path onlyFile(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }
    }

    @Test
    void anExportOfARestoredPhotoKeepsItsMetadata() {
        Metadata metadata = new Metadata(Optional.empty(), Optional.empty(),
                Optional.of("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>".getBytes(
                StandardCharsets.UTF_8)), Optional.empty());
        var builder = new PictureBuilder(48, 32).optMetadata(metadata);
        builder.write(0, 0, 48, 32, TestPictures.photo(48, 32, 1).data(), 0);
        Path file = home.resolve("tagged.jpg");
        PictureWriter.builder().optQuality(30).build().write(builder.build(), file);
        StudioModel model = model();
        model.openA(file);
        model.restore().run();
        Path out = home.resolve("out.webp");
        model.export(model.result().orElseThrow(), new ExportOptions(out, ExportChoice.STANDARD.withFormat(PictureFormat.WEBP)
                .withQuality(90).withLossless(false)));
        assertThat(model.messages().shown()).extracting(Message::kind).containsOnly(Message.Kind.SUCCESS);
        assertThat(PictureReader.read(out).metadata().xmp()).hasValueSatisfying(
                xmp -> assertThat(new String(xmp, StandardCharsets.UTF_8)).contains("adobe:ns:meta"));
    }

    @Test
    void settingsSurvive() {
        try (StudioModel model = model()) {
            model.changeSettings(s -> s.withTheme(Settings.Theme.DARK).withLanguage("de"));
            model.openA(photo("a.png", 1, 100));
        }
        StudioModel again = model();
        assertThat(again.settingsProperty().get().theme()).isEqualTo(Settings.Theme.DARK);
        assertThat(again.settingsProperty().get().language()).isEqualTo("de");
        assertThat(again.settingsProperty().get().recent()).containsExactly(home.resolve("a.png").toString());
    }

    @Test
    void settingsOfAnotherVersionAreSetAside() throws IOException {
        Files.writeString(home.resolve("settings.json"), "{\"schemaVersion\": 99, \"theme\": \"DARK\"}");
        assertThat(model().settingsProperty().get().theme()).isEqualTo(Settings.Theme.SYSTEM);
        assertThat(home.resolve("settings.json.old")).exists();
    }

    @Test
    void aProjectIsSavedAndOpened() {
        StudioModel model = model();
        model.openA(photo("a.jpg", 1, 30));
        model.restore().run();
        var state = model.document().state();
        model.saveProject(home.resolve("work"));
        assertThat(home.resolve("work.bcmproj")).exists();
        assertThat(model.document().unsavedProperty().get()).isFalse();
        model.closeDocument();
        assertThat(model.document().state().a()).isNull();
        model.open(List.of(home.resolve("work.bcmproj")));
        assertThat(model.document().state()).isEqualTo(state);
    }

    @Test
    void progressIsShownAfter300Milliseconds() {
        List<BackgroundTask<?>> taken = new ArrayList<>();
        ActivityModel activity = new ActivityModel(new Held(taken), new DirectTaskExecutor(), new DirectTaskExecutor());
        boolean[] looked = {false};
        activity.submit(BackgroundTask.of("Work", "k", progress -> {
            progress.report(1, 4, "");
            BackgroundTask<?> task = taken.getFirst();
            activity.refresh(task.startedNanos() + 200_000_000L);
            assertThat(activity.visibleProperty().get()).isFalse();
            activity.refresh(task.startedNanos() + 301_000_000L);
            assertThat(activity.visibleProperty().get()).isTrue();
            activity.refresh(task.startedNanos() + 10_000_000_000L);
            assertThat(activity.fractionProperty().get()).isEqualTo(0.25);
            assertThat(activity.timeLeftProperty().get()).isEqualTo("30 s left");
            looked[0] = true;
            return null;
        }).onFailed(e -> {
            throw new AssertionError(e);
        }));
        taken.getFirst().run(Runnable::run);
        assertThat(looked[0]).isTrue();
        activity.refresh(System.nanoTime());
        assertThat(activity.visibleProperty().get()).isFalse();
    }

    @Test
    void aSecondTaskOfTheSameKindReplacesTheFirst() {
        List<BackgroundTask<?>> taken = new ArrayList<>();
        ActivityModel activity = new ActivityModel(new Held(taken), new DirectTaskExecutor(), new DirectTaskExecutor());
        List<String> ends = new ArrayList<>();
        activity.submit(BackgroundTask.of("One", "k", p -> "one").onDone(ends::add).onCancelled(() -> ends.add("cancelled")));
        activity.submit(BackgroundTask.of("Two", "k", p -> "two").onDone(ends::add));
        taken.forEach(t -> t.run(Runnable::run));
        assertThat(ends).containsExactly("cancelled", "two");
    }

    @Test
    void aCancelledTaskIsNoFailure() {
        List<String> ends = new ArrayList<>();
        BackgroundTask<Void> task = BackgroundTask.of("Work", null, progress -> {
            throw new CancelledException();
        });
        task.onFailed(e -> ends.add("failed")).onCancelled(() -> ends.add("cancelled"));
        task.run(Runnable::run);
        assertThat(ends).containsExactly("cancelled");
    }

    private record Held(List<BackgroundTask<?>> taken) implements TaskExecutor {
        @Override
        public void submit(BackgroundTask<?> task) {
            taken.add(task);
        }

        @Override
        public void close() {
        }
    }

    @Test
    void zoomingKeepsWhatIsUnderThePointer() {
        ViewportModel v = new ViewportModel();
        v.resize(800, 600);
        v.show(4000, 3000);
        assertThat(v.zoomProperty().get()).isEqualTo((600 - 48) / 3000.0, within(1e-9));
        v.zoomBy(8, 500, 300);
        double x = v.toPictureX(500);
        double y = v.toPictureY(300);
        v.zoomBy(1.7, 500, 300);
        assertThat(v.toPictureX(500)).isEqualTo(x, within(1e-6));
        assertThat(v.toPictureY(300)).isEqualTo(y, within(1e-6));
        v.panBy(1e6, 0);
        assertThat(v.toScreenX(0)).isLessThanOrEqualTo(24);
        v.actualSize();
        assertThat(v.zoomProperty().get()).isEqualTo(1);
        v.fit();
        assertThat(v.toScreenX(0)).isGreaterThanOrEqualTo(0);
        assertThat(v.toScreenX(4000)).isLessThanOrEqualTo(800);
    }
}
