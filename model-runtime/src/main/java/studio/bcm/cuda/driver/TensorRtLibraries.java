package studio.bcm.cuda.driver;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import studio.bcm.natives.NativeLibrary;

/** NVIDIA's TensorRT, which comes neither with CUDA nor with this program. */
public final class TensorRtLibraries {
    private static final List<String> NAMES = NativeLibrary.WINDOWS
            ? List.of("nvinfer_10.dll", "nvinfer_plugin_10.dll", "nvonnxparser_10.dll")
            : List.of("libnvinfer.so.10", "libnvinfer_plugin.so.10", "libnvonnxparser.so.10");

    private TensorRtLibraries() {
    }

    /**
     * Looks for TensorRT where the loader does and where people have CUDA, and loads it, so that ONNX Runtime finds it.
     *
     * @return why it cannot be used, a clause without a full stop that names the library; empty if it can
     */
    public static Optional<String> problem() {
        return problem(CudaFolders.find(), name -> NativeLibrary.open(name).opened());
    }

    /**
     * @param folders to look in beside the loader's own
     * @param open    opens a library by its name or path, and says whether it could
     */
    static Optional<String> problem(List<Path> folders, Function<String, Boolean> open) {
        for (String name : NAMES) {
            boolean found = open.apply(name) || folders.stream().map(f -> f.resolve(name)).filter(Files::exists).anyMatch(f -> open.apply(f.toString()));
            if (!found) {
                return Optional.of(name + " is missing; install TensorRT 10 for CUDA 12, or 'pip install tensorrt-cu12', or choose cuda");
            }
        }
        return Optional.empty();
    }
}
