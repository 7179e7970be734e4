package studio.bcm.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;

class BatchPlanTest {
    @TempDir
    Path root;

    Path in;
    Path out;

    @BeforeEach
    void prepare() {
        in = root.resolve("in");
        out = root.resolve("out");
    }

    private Path file(String name) throws IOException {
        Path file = in.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, name);
    }

    private List<String> outputs(List<Path> inputs) {
        return BatchPlan.of(inputs, out, f -> Optional.of("png")).stream().map(i -> out.relativize(i.output()).toString()).toList();
    }

    @Test
    void theTreeIsMirrored() throws IOException {
        file("b.jpg");
        file("a/é ü.jpeg");
        file("a/b/c.TIFF");
        file("a/readme.md");
        file(".git/x.png");
        file("a/.thumb.png");
        assertThat(outputs(List.of(in))).containsExactly("a/b/c.png", "a/é ü.png", "b.png");
    }

    @Test
    void filesThatWouldShareANameKeepTheirEndings() throws IOException {
        file("a.jpg");
        file("a.webp");
        file("B.png");
        file("b.bmp");
        assertThat(outputs(List.of(in))).containsExactlyInAnyOrder("a.jpg.png", "a.webp.png", "B.png.png", "b.bmp.png").doesNotHaveDuplicates();
    }

    @Test
    void filesOfOneNameFromTwoFoldersAreNumbered() throws IOException {
        Path one = file("1/a.jpg");
        Path two = file("2/a.jpg");
        assertThat(outputs(List.of(one, two))).doesNotHaveDuplicates().hasSize(2);
    }

    @Test
    void aFileThatWasNamedIsTakenWhateverItsEnding() throws IOException {
        Path odd = file("photo.bin");
        assertThat(outputs(List.of(odd))).containsExactly("photo.png");
    }

    @Test
    void namesStayWithoutANewEnding() throws IOException {
        file("x/a.jpg");
        assertThat(BatchPlan.of(List.of(in), out, f -> Optional.empty())).singleElement()
                .satisfies(item -> assertThat(item.output()).isEqualTo(out.resolve("x/a.jpg")));
    }

    @Test
    void resultsInsideTheInputAreNoInputs() throws IOException {
        file("a.jpg");
        file("done/a.png");
        out = in.resolve("done");
        assertThat(outputs(List.of(in))).containsExactly("a.png");
    }

    @Test
    void aMissingInputIsNamed() {
        assertThatThrownBy(() -> outputs(List.of(in.resolve("gone.jpg")))).isInstanceOf(UserException.class).hasMessageContaining("gone.jpg");
    }
}
