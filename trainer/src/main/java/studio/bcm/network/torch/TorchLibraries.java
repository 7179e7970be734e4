package studio.bcm.network.torch;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.presets.torch;

/**
 * Loads libtorch's own libraries ahead of its binding, which loads {@code libtorch.so} while {@code libtorch_cpu.so} is not unpacked yet:
 * the dynamic linker then takes a library of that name from the system, of another version, and the process crashes.
 */
final class TorchLibraries {
    /** Each after those that it needs. */
    private static final List<String> IN_ORDER = List.of("c10", "torch_cpu", "torch");
    /** Only in builds for GPUs, where the binding loads them after CUDA's. */
    private static final List<String> OF_CUDA = List.of("c10_cuda", "torch_cuda", "torch_cuda_linalg");

    private TorchLibraries() {
    }

    /** Does nothing where the dynamic linker is not that of Linux. Calling it again is harmless. */
    static void load() {
        if (!Loader.getPlatform().startsWith("linux")) {
            return;
        }
        // What libtorch_cpu needs besides c10.
        Loader.load(openblas.class);
        try {
            List<File> cuda = unpacked("-gpu", OF_CUDA);
            List<File> all = unpacked(cuda.isEmpty() ? "" : "-gpu", IN_ORDER);
            // With CUDA, torch_cpu needs libraries that the binding loads first; unpacked, it is found beside libtorch.
            (cuda.isEmpty() ? all : all.subList(0, 1)).forEach(file -> System.load(file.getPath()));
        } catch (IOException e) {
            throw new UncheckedIOException("libtorch cannot be unpacked: " + e.getMessage(), e);
        }
    }

    private static List<File> unpacked(String extension, List<String> names) throws IOException {
        List<File> files = new ArrayList<>();
        for (String name : names) {
            File file = Loader.cacheResource(torch.class,
                    "/org/bytedeco/pytorch/" + Loader.getPlatform() + extension + "/" + System.mapLibraryName(name));
            if (file != null) {
                files.add(file);
            }
        }
        return files;
    }
}
