package studio.bcm.model;

import java.util.List;
import java.util.Locale;

/** Distinguishes ONNX Runtime's running out of memory from its other failures: it has no error code of its own. */
final class DeviceMemory {
    private static final List<String> SIGNS = List.of(
            "failed to allocate memory",
            "bfcarena::allocaterawinternal",
            "available memory of",
            "out of memory",
            "cuda failure 2:",
            "cudaerrormemoryallocation",
            "cuda_error_out_of_memory",
            "cudnn_status_alloc_failed",
            "cublas_status_alloc_failed",
            "std::bad_alloc",
            "bad allocation");

    private DeviceMemory() {
    }

    static boolean isExhausted(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return SIGNS.stream().anyMatch(lower::contains);
    }
}
