package studio.bcm.cuda.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.bcm.natives.NativeLibrary;

/** The NVIDIA driver's own interface ({@code libcuda}), of which only questions are asked. */
final class CudaDriver {
    static final String LIBRARY = NativeLibrary.WINDOWS ? "nvcuda.dll" : "libcuda.so.1";
    private static final Path KERNEL_MODULE = Path.of("/proc/driver/nvidia/version");
    private static final Pattern VERSION = Pattern.compile("\\b(\\d{3,}\\.\\d+(?:\\.\\d+)?)\\b");
    private static final int NAME_BYTES = 256;
    private static final int CAPABILITY_MAJOR = 75;
    private static final int CAPABILITY_MINOR = 76;

    private final NativeLibrary library;

    private CudaDriver(NativeLibrary library) {
        this.library = library;
    }

    /**
     * What came of starting it.
     *
     * @param driver  or null
     * @param problem why there is none, a clause without a full stop; empty if there is one
     */
    record Attempt(@Nullable CudaDriver driver, String problem) {
    }

    /** Loads and initialises the driver. */
    static Attempt start() {
        NativeLibrary.Attempt attempt = NativeLibrary.open(LIBRARY);
        if (!attempt.opened()) {
            return new Attempt(null, kernelModuleVersion()
                    .map(v -> "the NVIDIA driver " + v + " is loaded, but its library " + LIBRARY + " cannot be opened ("
                            + attempt.problem() + ")")
                    .orElse("no NVIDIA driver is installed"));
        }
        CudaDriver driver = new CudaDriver(attempt.library());
        int error = driver.call("cuInit", FunctionDescriptor.of(JAVA_INT, JAVA_INT), 0);
        return error == 0
                ? new Attempt(driver, "")
                : new Attempt(null, "the NVIDIA driver does not start (" + driver.errorName(error) + ")");
    }

    /** Version of the loaded kernel driver, such as {@code 580.65.06}. */
    static Optional<String> kernelModuleVersion() {
        if (!Files.isReadable(KERNEL_MODULE)) {
            return Optional.empty();
        }
        try {
            Matcher version = VERSION.matcher(Files.readString(KERNEL_MODULE));
            return version.find() ? Optional.of(version.group(1)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The newest CUDA version that the driver runs, as 1000·major + 10·minor; 0 if it does not say. */
    int cudaVersion() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment version = arena.allocate(JAVA_INT);
            return call("cuDriverGetVersion", FunctionDescriptor.of(JAVA_INT, ADDRESS), version) == 0
                    ? version.get(JAVA_INT, 0)
                    : 0;
        }
    }

    /** The GPUs that it shows. */
    List<Gpu> gpus() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(JAVA_INT);
            MemorySegment size = arena.allocate(JAVA_LONG);
            MemorySegment name = arena.allocate(NAME_BYTES);
            if (call("cuDeviceGetCount", FunctionDescriptor.of(JAVA_INT, ADDRESS), number) != 0) {
                return List.of();
            }
            int count = number.get(JAVA_INT, 0);
            List<Gpu> gpus = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                if (call("cuDeviceGet", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), number, i) != 0) {
                    continue;
                }
                int device = number.get(JAVA_INT, 0);
                name.fill((byte) 0);
                size.set(JAVA_LONG, 0, 0);
                call("cuDeviceGetName", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), name, NAME_BYTES - 1, device);
                call("cuDeviceTotalMem_v2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), size, device);
                String capability = attribute(number, CAPABILITY_MAJOR, device) + "." + attribute(number, CAPABILITY_MINOR, device);
                gpus.add(new Gpu(i, name.getString(0), size.get(JAVA_LONG, 0), capability));
            }
            return List.copyOf(gpus);
        }
    }

    /** Free memory of a GPU in bytes; empty if the driver does not say. */
    OptionalLong freeMemory(int index) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment device = arena.allocate(JAVA_INT);
            MemorySegment context = arena.allocate(ADDRESS);
            MemorySegment free = arena.allocate(JAVA_LONG);
            MemorySegment total = arena.allocate(JAVA_LONG);
            if (call("cuDeviceGet", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), device, index) != 0) {
                return OptionalLong.empty();
            }
            int number = device.get(JAVA_INT, 0);
            if (call("cuDevicePrimaryCtxRetain", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), context, number) != 0) {
                return OptionalLong.empty();
            }
            try {
                if (call("cuCtxPushCurrent_v2", FunctionDescriptor.of(JAVA_INT, ADDRESS), context.get(ADDRESS, 0)) != 0) {
                    return OptionalLong.empty();
                }
                int error = call("cuMemGetInfo_v2", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS), free, total);
                call("cuCtxPopCurrent_v2", FunctionDescriptor.of(JAVA_INT, ADDRESS), context);
                return error == 0 ? OptionalLong.of(free.get(JAVA_LONG, 0)) : OptionalLong.empty();
            } finally {
                call("cuDevicePrimaryCtxRelease_v2", FunctionDescriptor.of(JAVA_INT, JAVA_INT), number);
            }
        }
    }

    private int attribute(MemorySegment value, int attribute, int device) {
        value.set(JAVA_INT, 0, 0);
        call("cuDeviceGetAttribute", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), value, attribute, device);
        return value.get(JAVA_INT, 0);
    }

    private String errorName(int error) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(ADDRESS);
            boolean known = call("cuGetErrorName", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS), error, text) == 0;
            return known ? text.get(ADDRESS, 0).reinterpret(NAME_BYTES).getString(0) : "error " + error;
        }
    }

    /** Calls a function of the driver; -1 where this driver has no such function. */
    private int call(String name, FunctionDescriptor type, Object... arguments) {
        Optional<MethodHandle> function = library.function(name, type);
        if (function.isEmpty()) {
            return -1;
        }
        try {
            return (int) function.get().invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw NativeLibrary.unexpected(e);
        }
    }
}
