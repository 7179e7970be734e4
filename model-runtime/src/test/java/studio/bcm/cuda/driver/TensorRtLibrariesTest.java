package studio.bcm.cuda.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorRtLibrariesTest {
    @TempDir
    Path folder;

    @Test
    void namesTheFirstThatIsMissingAndWhatToDo() {
        assertThat(TensorRtLibraries.problem(List.of(folder), name -> false).orElseThrow())
                .contains("nvinfer").contains("is missing").contains("tensorrt-cu12").contains("choose cuda");
        assertThat(TensorRtLibraries.problem(List.of(folder), name -> !name.contains("parser")).orElseThrow()).contains("nvonnxparser");
    }

    @Test
    void nothingIsMissingWhereTheLoaderFindsAll() {
        assertThat(TensorRtLibraries.problem(List.of(), name -> true)).isEmpty();
    }

    @Test
    void foldersAreTriedWhereTheLoaderFindsNothing() throws IOException {
        Set<String> tried = new HashSet<>();
        TensorRtLibraries.problem(List.of(), name -> !tried.add(name) || true);
        for (String name : tried) {
            Files.createFile(folder.resolve(name));
        }
        assertThat(TensorRtLibraries.problem(List.of(folder), name -> Path.of(name).isAbsolute())).isEmpty();
    }
}
