package studio.bcm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;

class PackLibraryTest {
    @TempDir
    Path root;

    private Path user;
    private Path bundled;
    private PackLibrary library;

    @BeforeEach
    void folders() {
        user = root.resolve("Ünsere Modelle");
        bundled = root.resolve("bundled");
        library = new PackLibrary(user, List.of(bundled));
    }

    @Test
    void emptyLibrarySaysSo() {
        assertThat(library.list()).isEmpty();
        assertThatThrownBy(() -> library.find("photo-64")).isInstanceOf(UserException.class)
                .hasMessageContaining("no model is installed");
    }

    @Test
    void findsByNameAndByFile() {
        Pack pack = GaussianModel.pack(bundled, "gauss");
        assertThat(library.find("gauss").file()).isEqualTo(pack.file());
        assertThat(library.find(pack.file().toString()).manifest()).isEqualTo(pack.manifest());
        assertThat(library.findDefault().manifest().name()).isEqualTo("gauss");
        assertThatThrownBy(() -> library.find("other")).isInstanceOf(UserException.class).hasMessageContaining("there are gauss");
        assertThatThrownBy(() -> library.find("nowhere/x.bcm")).isInstanceOf(UserException.class)
                .hasMessageContaining("does not exist");
    }

    @Test
    void defaultIsTheStandardPackAmongSeveral() {
        GaussianModel.pack(bundled, "a");
        GaussianModel.pack(bundled, PackLibrary.DEFAULT_NAME);
        assertThat(library.findDefault().manifest().name()).isEqualTo(PackLibrary.DEFAULT_NAME);
    }

    @Test
    void damagedPackIsListedWithItsProblem() throws IOException {
        Files.createDirectories(bundled);
        Files.writeString(bundled.resolve("broken.bcm"), "no zip");
        GaussianModel.pack(bundled, "good");
        assertThat(library.list()).extracting(PackLibrary.Entry::name).containsExactly("broken", "good");
        assertThat(library.list().getFirst().problem()).contains("not a zip");
        assertThat(library.list().getLast().pack()).isPresent();
    }

    @Test
    void installedPackHidesBundledOneUntilRemoved() {
        GaussianModel.pack(bundled, "gauss");
        Pack newer = GaussianModel.conditionalPack(root, "gauss", List.of("a", "b"));
        library.install(newer.file());
        assertThat(library.find("gauss").manifest().classes()).containsExactly("a", "b");
        assertThat(user.toFile().list()).containsExactly("gauss.bcm");
        library.remove("gauss");
        assertThat(library.find("gauss").manifest().classes()).isEmpty();
        assertThatThrownBy(() -> library.remove("gauss")).isInstanceOf(UserException.class).hasMessageContaining("came with");
    }

    @Test
    void bundledFolderCanBeChosen() {
        Pack pack = GaussianModel.pack(root.resolve("assets/models"), "chosen-by-property");
        String before = System.getProperty("bcm.assets");
        System.setProperty("bcm.assets", root.resolve("assets").toString());
        try {
            assertThat(PackLibrary.standard().find("chosen-by-property").file()).isEqualTo(pack.file());
        } finally {
            if (before == null) {
                System.clearProperty("bcm.assets");
            } else {
                System.setProperty("bcm.assets", before);
            }
        }
    }

    @Test
    void badPackIsNotInstalled() throws IOException {
        Path bad = Files.writeString(root.resolve("bad.bcm"), "no");
        assertThatThrownBy(() -> library.install(bad)).isInstanceOf(UserException.class);
        assertThat(user).doesNotExist();
    }
}
