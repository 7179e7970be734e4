package studio.bcm.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
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

    private BatchPlan.Found find(Path target) {
        return BatchPlan.find(List.of(in), target, f -> Optional.of("png"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkInACircleIsNamedAndTheRestIsThere() throws IOException {
        file("a.jpg");
        file("x/b.jpg");
        Path link = Files.createSymbolicLink(in.resolve("x/round"), in);
        BatchPlan.Found found = find(out);
        assertThat(found.items()).extracting(BatchPlan.Item::input).containsExactly(in.resolve("a.jpg"), in.resolve("x/b.jpg"));
        assertThat(found.problems()).singleElement().asString().contains(link.toString(), "not followed");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void anUnreadableFolderIsNamedAndTheRestIsThere() throws IOException {
        file("a.jpg");
        Path closed = file("x/b.jpg").getParent();
        Files.setPosixFilePermissions(closed, Set.of());
        try {
            assumeThat(Files.isReadable(closed)).as("root reads all").isFalse();
            BatchPlan.Found found = find(out);
            assertThat(found.items()).extracting(BatchPlan.Item::input).containsExactly(in.resolve("a.jpg"));
            assertThat(found.problems()).singleElement().isEqualTo("The folder " + closed + " cannot be read: permission denied.");
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void resultsThatALinkLeadsToAreNoInputs() throws IOException {
        file("a.jpg");
        Files.createDirectories(out);
        Files.writeString(out.resolve("a.png"), "result");
        Files.createSymbolicLink(in.resolve("results"), out);
        Files.createSymbolicLink(in.resolve("b.png"), out.resolve("a.png"));
        assertThat(find(out).items()).extracting(BatchPlan.Item::input).containsExactly(in.resolve("a.jpg"));
        // The other way round: the target is named by a link.
        Path link = Files.createSymbolicLink(root.resolve("link"), in);
        file("done/a.png");
        assertThat(find(link.resolve("done")).items()).extracting(BatchPlan.Item::input).contains(in.resolve("a.jpg"))
                .doesNotContain(in.resolve("done/a.png"));
    }

    @Test
    void aFolderIsItsOwnTarget() throws IOException {
        file("a.jpg");
        file("x/a.png");
        file("x/a.webp");
        file("party-result.jpg");
        List<BatchPlan.Item> first = find(in).items();
        assertThat(first).extracting(i -> in.relativize(i.output()).toString()).containsExactly("a-result.png", "party-result-result.png",
                "x/a.png-result.png", "x/a.webp-result.png");
        for (BatchPlan.Item item : first) {
            Files.writeString(item.output(), "result");
        }
        assertThat(find(in).items()).isEqualTo(first);
    }

    @Test
    void aFolderInsideItsTargetIsWholeAnInput() throws IOException {
        file("x/a.jpg");
        assertThat(find(root).items()).singleElement().satisfies(i -> assertThat(i.output()).isEqualTo(root.resolve("x/a.png")));
    }

    @Test
    void aResultKeepsItsNameWhenAnotherComesToShareIt() throws Exception {
        file("a.webp");
        Files.createDirectories(out);
        Thread.sleep(20);
        Files.writeString(out.resolve("a.png"), "result");
        Thread.sleep(20);
        file("a.jpg");
        assertThat(outputs(List.of(in))).containsExactly("a.jpg.png", "a.png");
    }

    @Test
    void filesOfOtherKindsAreCounted() throws IOException {
        file("a.jpg");
        file("x/notes.txt");
        file("x/movie.mp4");
        file(".hidden.txt");
        assertThat(find(out).others()).isEqualTo(2);
    }
}
