package studio.bcm.cuda.driver;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import studio.bcm.natives.OnnxRuntimeNatives;

/**
 * Whether ONNX Runtime can use CUDA here, and if not, everything that stands in the way.
 *
 * @param providerBuiltIn whether the ONNX Runtime on the class path is the GPU flavour
 * @param driverVersion   of the kernel driver, such as {@code 580.65.06}; empty if unknown
 * @param driverCuda      newest CUDA version that the driver runs, such as {@code 13.0}; empty without a driver
 * @param driverProblem   why the driver cannot be used, a clause; empty if it can
 * @param gpus            that the driver shows
 * @param libraries       of CUDA and cuDNN; empty where there is no GPU to use them with
 */
public record CudaStatus(
        boolean providerBuiltIn,
        String driverVersion,
        String driverCuda,
        String driverProblem,
        List<Gpu> gpus,
        List<CudaLibrary> libraries) {

    private static final int LEAST_DRIVER_CUDA = 12000;

    public CudaStatus {
        gpus = List.copyOf(gpus);
        libraries = List.copyOf(libraries);
    }

    /** Looks at this machine. Loads the driver and CUDA's libraries if they are there. */
    public static CudaStatus examine() {
        OnnxRuntimeNatives.prepare();
        boolean builtIn = OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
        String driverVersion = CudaDriver.kernelModuleVersion().orElse("");
        CudaDriver.Attempt attempt = CudaDriver.start();
        if (attempt.driver() == null) {
            return new CudaStatus(builtIn, driverVersion, "", attempt.problem(), List.of(), List.of());
        }
        int cuda = attempt.driver().cudaVersion();
        String problem = cuda >= LEAST_DRIVER_CUDA ? "" : "the NVIDIA driver is too old: it runs CUDA up to "
                + versionText(cuda) + ", and 12.0 is needed";
        List<Gpu> gpus = attempt.driver().gpus();
        List<CudaLibrary> libraries = gpus.isEmpty() ? List.of() : CudaLibrary.find(CudaFolders.find());
        return new CudaStatus(builtIn, driverVersion, versionText(cuda), problem, gpus, libraries);
    }

    /**
     * Why a GPU cannot be used: a clause without a full stop that names driver or library; empty if nothing is known to
     * stand in the way.
     *
     * @param index of the GPU
     */
    public Optional<String> problem(int index) {
        if (!driverProblem.isEmpty()) {
            return Optional.of(driverProblem);
        }
        if (gpus.isEmpty()) {
            return Optional.of("the NVIDIA driver shows no GPU");
        }
        if (index >= gpus.size()) {
            return Optional.of("there is no GPU " + index + ": the driver shows " + gpus.size());
        }
        if (!providerBuiltIn) {
            return Optional.of("this build has ONNX Runtime without CUDA; the build with -Pcuda has it");
        }
        List<String> missing = libraries.stream().filter(l -> l.required() && !l.found()).map(CudaLibrary::problem).toList();
        return missing.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", missing));
    }

    /** What to install so that CUDA can be used: one sentence each. */
    public List<String> remedies() {
        if (!driverProblem.isEmpty()) {
            return List.of("To use an NVIDIA GPU, install NVIDIA's driver, version 525 or newer (580 for CUDA 13).");
        }
        if (!gpus.isEmpty() && !providerBuiltIn) {
            return List.of("To use the GPU, build with -Pcuda or install the CUDA flavour of BCM Studio.");
        }
        return libraries.stream().filter(l -> l.required() && !l.found())
                .map(l -> "For " + l.name() + ", " + l.remedy() + ".")
                .distinct()
                .toList();
    }

    /**
     * Free memory of a GPU in bytes, for choosing tile and batch; empty where there is no such GPU.
     *
     * @param index of the GPU
     */
    public static OptionalLong freeMemory(int index) {
        CudaDriver.Attempt attempt = CudaDriver.start();
        return attempt.driver() == null ? OptionalLong.empty() : attempt.driver().freeMemory(index);
    }

    /** {@code 12.9} for CUDA's 12090. */
    static String versionText(int cudaVersion) {
        return cudaVersion / 1000 + "." + cudaVersion % 1000 / 10;
    }
}
