package studio.bcm.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.bcm.cli.CommandLineRun;
import studio.bcm.edit.pyramid.Pyramid;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;
import studio.bcm.ui.TestPictures;
import studio.bcm.ui.batch.BatchRow;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.models.RuntimeFunctionLoader;
import studio.bcm.ui.shell.StudioModel;
import studio.bcm.ui.shell.TestStudio;
import studio.bcm.ui.vary.ResampleModel;

/** The command line and the window make the same pictures of the same choices. */
final class JobsFromBothSidesTest {
    private static final long SEED = 3;

    @TempDir
    private Path folder;
    private Path photo;
    private Path pack;
    private StudioModel window;

    @BeforeEach
    void open() {
        photo = folder.resolve("photo.png");
        PictureWriter.builder().build().write(Picture.of(TestPictures.photo(48, 36, 1)), photo);
        TestStudio studio = new TestStudio(folder.resolve("home")).optLoader(new RuntimeFunctionLoader());
        pack = studio.packs().resolve("gaussian.bcm");
        window = studio.open();
        window.openA(photo);
    }

    private void assertWindowHas(List<PictureRef> pictures, Path... files) {
        assertThat(window.messages().shown()).isEmpty();
        assertThat(pictures).hasSameSizeAs(files);
        for (int i = 0; i < files.length; i++) {
            assertThat(window.document().store().load(pictures.get(i)).toPixels().data()).as("picture %d", i)
                    .isEqualTo(PictureReader.read(files[i]).toPixels().data());
        }
    }

    private void run(Object... words) {
        CommandLineRun run = CommandLineRun.of(words);
        assertThat(run.code()).as(run.err()).isZero();
    }

    @Test
    void variationsAreTheSame() {
        window.resample().choose("all", c -> c.withCount(2).withSeed(SEED).withSeedLocked(true).withSide(0).withChange(0.3));
        window.resample().run();
        Path out = folder.resolve("variations");
        run("resample", photo, "--out", out, "--count", 2, "--seed", SEED, "--change", 0.3, "--model", pack);
        assertWindowHas(window.document().state().variations(), out.resolve("variation-000.png"), out.resolve("variation-001.png"));
    }

    @Test
    void variationsByARouteAreTheSame() {
        window.resample().choose("all", c -> c.withCount(1).withSeed(SEED).withSeedLocked(true).withSide(0).withRoute("two-step").withStrength(0.7));
        window.resample().run();
        Path out = folder.resolve("variations");
        run("resample", photo, "--out", out, "--count", 1, "--seed", SEED, "--route", "two-step", "--strength", 0.7, "--model", pack);
        assertWindowHas(window.document().state().variations(), out.resolve("variation-000.png"));
    }

    @Test
    void fillsAreTheSame() {
        window.inpaint().choose("all", c -> c.withBrush(8).withProposals(2).withRounds(3).withSeed(SEED));
        window.inpaint().stroke(10, 10, 20, 14);
        window.inpaint().strokeDone();
        Path mask = folder.resolve("mask.png");
        PictureWriter.builder().build().write(window.inpaint().maskProperty().get().toPicture(), mask);
        window.inpaint().run();
        run("inpaint", photo, "--mask", mask, "--out", folder.resolve("filled.png"), "--count", 2, "--rounds", 3, "--seed", SEED, "--model", pack);
        assertWindowHas(window.document().state().proposals(), folder.resolve("filled-1.png"), folder.resolve("filled-2.png"));
    }

    private Path detail() {
        return DetailPack.write(pack.getParent(), Enlarge.DETAIL_MODEL);
    }

    @Test
    void enlargedPicturesAreTheSameInTheBatchToo() {
        Path detail = detail();
        window.enlarge().choose("all", c -> c.withFactor(4).withTexture(0.5));
        window.enlarge().run();
        Path out = folder.resolve("large.png");
        run("enlarge", photo, "--out", out, "--factor", 4, "--texture", 0.5, "--model", detail);
        assertWindowHas(List.of(window.document().state().enlarged()), out);
        window.batch().add(List.of(photo));
        window.batch().choose(s -> s.withEnlarges(true).withEnlarge(window.document().state().choices().enlarge()));
        window.batch().start();
        Path result = folder.resolve("enlarged/photo.png");
        assertThat(window.batch().rows()).extracting(BatchRow::result).containsExactly(result);
        assertThat(PictureReader.read(result).toPixels().data()).isEqualTo(PictureReader.read(out).toPixels().data());
    }

    @Test
    void jpegsAreRestoredAlikeBeforeTheyAreEnlarged() {
        Path detail = detail();
        Path jpeg = folder.resolve("old.jpg");
        PictureWriter.builder().optQuality(20).build().write(PictureReader.read(photo), jpeg);
        window.openA(jpeg);
        window.changeSettings(s -> s.withModel("gaussian"));
        window.enlarge().choose("all", c -> c.withFactor(0).withSide(60).withTexture(0));
        window.enlarge().run();
        assertThat(window.messages().shown()).isEmpty();
        assertThat(window.enlarge().toldProperty().get().restored()).isPositive();
        Path out = folder.resolve("large.png");
        run("enlarge", jpeg, "--out", out, "--size", "60x60", "--model", detail, "--restoration-model", pack);
        assertWindowHas(List.of(window.document().state().enlarged()), out);
        assertThat(window.enlarge().size()).isEqualTo(new Enlarge.Size(60, 45));
    }

    @ParameterizedTest
    @EnumSource(Pyramid.From.class)
    void variationsByLevelsAreTheSame(Pyramid.From level) {
        Path detail = detail();
        window.changeSettings(s -> s.withModel("gaussian"));
        Path larger = folder.resolve("larger.png");
        PictureWriter.builder().build().write(Picture.of(TestPictures.photo(120, 100, 1)), larger);
        window.openA(larger);
        window.resample().choose("all", c -> c.withCount(1).withSeed(SEED).withSeedLocked(true).withSide(0).withChange(0.3).withLevel(level));
        window.resample().run();
        assertThat(window.resample().levelsProperty().get()).isTrue();
        Path out = folder.resolve("variations");
        run("resample", larger, "--out", out, "--count", 1, "--seed", SEED, "--change", 0.3, "--level", level.name().toLowerCase(Locale.ROOT),
                "--model", pack, "--detail-model", detail);
        assertWindowHas(window.document().state().variations(), out.resolve("variation-000.png"));
    }

    @Test
    void newPicturesAreTheSame() {
        Path detail = detail();
        window.changeSettings(s -> s.withModel("gaussian"));
        window.resample().generate(new ResampleModel.NewPictures(1, 120, 100));
        Path out = folder.resolve("new.png");
        run("generate", "--out", out, "--size", "120x100", "--seed", window.document().state().choices().resample().seed(), "--model", pack,
                "--detail-model", detail);
        assertWindowHas(window.document().state().variations(), out);
    }

    @Test
    void aPictureTooSmallForDetailIsDrawnAnewAsAWhole() {
        detail();
        window.changeSettings(s -> s.withModel("gaussian"));
        window.resample().choose("all", c -> c.withCount(1).withLevel(Pyramid.From.DETAIL));
        window.resample().run();
        assertThat(window.messages().shown()).isEmpty();
        assertThat(window.document().state().variations()).hasSize(1);
    }
}
