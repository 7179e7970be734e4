package studio.bcm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;
import studio.bcm.cuda.driver.CudaStatus;
import studio.bcm.cuda.driver.TensorRtLibraries;
import studio.bcm.device.DeviceChoice;

/** TensorRT's engines are kept apart by all that they depend on, and made anew when they are damaged. */
class EngineCacheTest {
    @TempDir
    Path folder;

    @Test
    void aFolderForEachModelGpuAndVersion() {
        Path first = cache("model", "GPU", "1.29").folder();
        assertThat(first).startsWith(folder).isDirectory().isEqualTo(cache("model", "GPU", "1.29").folder());
        assertThat(List.of(cache("other", "GPU", "1.29").folder(), cache("model", "another GPU", "1.29").folder(),
                cache("model", "GPU", "1.30").folder())).doesNotContain(first).doesNotHaveDuplicates();
    }

    @Test
    void whatIsDamagedIsMadeAnew() throws Exception {
        EngineCache cache = cache("model");
        Path engine = Files.writeString(cache.folder().resolve("model.engine"), "damaged");
        String made = Model.fromCache(cache, () -> {
            if (Files.exists(engine)) {
                throw failure();
            }
            return "made";
        });
        assertThat(made).isEqualTo("made");
        assertThat(cache.isEmpty()).isTrue();
    }

    @Test
    void whatIsKeptIsUsed() throws Exception {
        EngineCache cache = cache("model");
        Path engine = Files.writeString(cache.folder().resolve("model.engine"), "good");
        assertThat(Model.fromCache(cache, () -> "made")).isEqualTo("made");
        assertThat(engine).exists();
    }

    @Test
    void withoutACacheAFailureIsAFailure() throws IOException {
        int[] times = {0};
        assertThatThrownBy(() -> Model.fromCache(cache("model"), () -> {
            times[0]++;
            throw failure();
        })).isInstanceOf(OrtException.class);
        assertThat(times[0]).isEqualTo(1);
    }

    @Test
    void oneEngineIsForAllShapesFromTheLeastToLargeTiles() {
        Manifest manifest = GaussianModel.pack(folder, "gauss").manifest();
        Map<String, String> options = Model.tensorRtOptions(manifest, folder);
        int m = manifest.sizeMultiple();
        assertThat(options).containsEntry("trt_engine_cache_path", folder.toString())
                .containsEntry("trt_profile_min_shapes", "x:1x3x" + m + "x" + m + ",t:1,u:1");
        assertThat(options.get("trt_profile_max_shapes")).startsWith("x:16x3x512x512");
    }

    @Test
    void whereItIsMissingThatIsSaid() {
        Optional<String> problem = CudaStatus.examine().problem(0).or(TensorRtLibraries::problem);
        assumeTrue(problem.isPresent());
        Pack pack = GaussianModel.pack(folder, "gauss");
        assertThatThrownBy(() -> Model.load(pack, DeviceChoice.parse("tensorrt"))).isInstanceOf(UserException.class)
                .hasMessage("TensorRT cannot be used: " + problem.get() + ".");
    }

    private static OrtException failure() {
        return new OrtException("the engine is damaged");
    }

    private EngineCache cache(String... parts) {
        return EngineCache.of(folder, List.of(parts));
    }
}
