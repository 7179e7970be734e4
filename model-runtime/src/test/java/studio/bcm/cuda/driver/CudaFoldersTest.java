package studio.bcm.cuda.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaFoldersTest {
    @TempDir
    Path root;

    @Test
    void findsToolkitsAndWheelsWherePeopleHaveThem() throws IOException {
        Path chosen = folder("my cuda/lib64");
        Path variable = folder("elsewhere/lib64");
        Path toolkit = folder("usr/local/cuda-12.9/lib64");
        Path environment = folder("venv/lib/python3.12/site-packages/nvidia/cudnn/lib");
        Path wheel = folder("home/me/.local/lib/python3.11/site-packages/nvidia/cublas/lib");
        System.setProperty(CudaFolders.PROPERTY, root.resolve("my cuda").toString());
        try {
            List<Path> found = CudaFolders.find(
                    Map.of("CUDA_PATH", root.resolve("elsewhere").toString(), "VIRTUAL_ENV", root.resolve("venv").toString()),
                    root, root.resolve("home/me"));
            assertThat(found).containsSubsequence(chosen, variable, toolkit, environment, wheel);
        } finally {
            System.clearProperty(CudaFolders.PROPERTY);
        }
    }

    @Test
    void nothingThereIsNothingFound() {
        assertThat(CudaFolders.find(Map.of(), root, root)).isEmpty();
    }

    private Path folder(String path) throws IOException {
        return Files.createDirectories(root.resolve(path));
    }
}
