package studio.bcm.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.bcm.natives.NativeLibrary;

/**
 * A library of CUDA or cuDNN that ONNX Runtime's CUDA provider uses, as it was found on this machine.
 *
 * @param name     with its version, such as {@code libcudnn.so.9}
 * @param required whether the CUDA provider does without it for networks of this program
 * @param found    whether it can be used
 * @param where    {@code system} if the loader finds it by itself, else its path; empty if not found
 * @param problem  why it cannot be used, a clause; empty if it can
 * @param remedy   what to install; empty if it can be used
 */
public record CudaLibrary(String name, boolean required, boolean found, String where, String problem, String remedy) {
    private static final String CUDA_REMEDY = "install the CUDA Toolkit 12.9, or 'pip install ";

    /**
     * What is looked for.
     *
     * @param linux    name on Linux
     * @param windows  name on Windows
     * @param required as in {@link CudaLibrary}
     * @param wheel    NVIDIA's pip wheel that holds it
     * @param symbol   a function that older versions lack, or null
     */
    private record Wanted(String linux, String windows, boolean required, String wheel, @Nullable String symbol) {
        String name() {
            return NativeLibrary.WINDOWS ? windows : linux;
        }
    }

    /** In the order in which they need each other. */
    private static final List<Wanted> WANTED = List.of(
            // ONNX Runtime 1.29 calls cudaLibraryGetKernel, which CUDA 12.6 does not have.
            new Wanted("libcudart.so.12", "cudart64_12.dll", true, "nvidia-cuda-runtime-cu12", "cudaLibraryGetKernel"),
            new Wanted("libcublasLt.so.12", "cublasLt64_12.dll", true, "nvidia-cublas-cu12", null),
            new Wanted("libcublas.so.12", "cublas64_12.dll", true, "nvidia-cublas-cu12", null),
            new Wanted("libcurand.so.10", "curand64_10.dll", true, "nvidia-curand-cu12", null),
            new Wanted("libcudnn.so.9", "cudnn64_9.dll", true, "nvidia-cudnn-cu12", null),
            new Wanted("libcufft.so.11", "cufft64_11.dll", false, "nvidia-cufft-cu12", null));

    /**
     * Looks for all of them, by the loader's own search first, then in {@code folders}. What is found is loaded and stays
     * so: the CUDA provider then finds it by name, wherever it lies.
     */
    public static List<CudaLibrary> find(List<Path> folders) {
        return WANTED.stream().map(wanted -> find(wanted, folders)).toList();
    }

    private static CudaLibrary find(Wanted wanted, List<Path> folders) {
        NativeLibrary.Attempt bySystem = NativeLibrary.open(wanted.name());
        if (bySystem.opened()) {
            return check(wanted, bySystem.library(), "system");
        }
        String problem = bySystem.problem();
        for (Path folder : folders) {
            Path file = folder.resolve(wanted.name());
            if (Files.exists(file)) {
                NativeLibrary.Attempt byPath = NativeLibrary.open(file.toString());
                if (byPath.opened()) {
                    return check(wanted, byPath.library(), file.toString());
                }
                problem = byPath.problem();
            }
        }
        return missing(wanted, reason(wanted, problem));
    }

    private static CudaLibrary check(Wanted wanted, NativeLibrary library, String where) {
        if (wanted.symbol() != null
                && library.function(wanted.symbol(), FunctionDescriptor.of(JAVA_INT)).isEmpty()) {
            String version = runtimeVersion(library).map(v -> " (it is of CUDA " + v + ")").orElse("");
            return missing(wanted, wanted.name() + " is too old" + version);
        }
        return new CudaLibrary(wanted.name(), wanted.required(), true, where, "", "");
    }

    private static CudaLibrary missing(Wanted wanted, String problem) {
        String remedy = wanted.name().contains("cudnn")
                ? "install cuDNN 9 for CUDA 12, or 'pip install " + wanted.wheel() + "'"
                : CUDA_REMEDY + wanted.wheel() + "'";
        return new CudaLibrary(wanted.name(), wanted.required(), false, "", problem, remedy);
    }

    /** The loader says "libX: cannot open shared object file" of the library asked for, or of one that it needs. */
    private static String reason(Wanted wanted, String loaderMessage) {
        int colon = loaderMessage.indexOf(": cannot open shared object file");
        if (colon < 0) {
            return loaderMessage.contains(wanted.name())
                    ? loaderMessage
                    : wanted.name() + " cannot be loaded (" + loaderMessage + ")";
        }
        String missing = loaderMessage.substring(0, colon);
        return missing.equals(wanted.name())
                ? wanted.name() + " is missing"
                : wanted.name() + " needs " + missing + ", which is missing";
    }

    private static Optional<String> runtimeVersion(NativeLibrary cudart) {
        return cudart.function("cudaRuntimeGetVersion", FunctionDescriptor.of(JAVA_INT, ADDRESS)).map(get -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment version = arena.allocate(JAVA_INT);
                int error = (int) get.invokeExact(version);
                return error == 0 ? CudaStatus.versionText(version.get(JAVA_INT, 0)) : null;
            } catch (Throwable e) {
                throw NativeLibrary.unexpected(e);
            }
        });
    }
}
