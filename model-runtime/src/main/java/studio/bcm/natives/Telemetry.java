package studio.bcm.natives;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Keeps ONNX Runtime from reporting its use: by default it gives the user an identifier, keeps a database of events in the
 * user's cache and sends it to its makers. Nothing of what people do with their pictures leaves their machine.
 */
final class Telemetry {
    static final String VARIABLE = "ORT_DISABLE_TELEMETRY";
    private static final String DISABLED = "1";

    private Telemetry() {
    }

    /** Forbids it; to be called before ONNX Runtime is loaded, which looks at the variable when it starts. */
    static void forbid() {
        if (DISABLED.equals(System.getenv(VARIABLE)) || NativeLibrary.WINDOWS) {
            return;
        }
        Linker linker = Linker.nativeLinker();
        MethodHandle setenv = linker.downcallHandle(linker.defaultLookup().findOrThrow("setenv"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(VARIABLE);
            int failed = (int) setenv.invokeExact(name, arena.allocateFrom(DISABLED), 1);
            if (failed != 0) {
                throw new IllegalStateException("The environment variable " + VARIABLE + " cannot be set");
            }
        } catch (Throwable e) {
            throw NativeLibrary.unexpected(e);
        }
    }

    /** Switches it off where no variable does: Windows' own tracing. */
    static OrtEnvironment switchOff(OrtEnvironment environment) {
        try {
            environment.setTelemetry(false);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime's telemetry cannot be switched off", e);
        }
        return environment;
    }
}
