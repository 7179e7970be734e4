package studio.bcm.natives;

import ai.onnxruntime.OrtEnvironment;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;

/**
 * Keeps ONNX Runtime's environment until the process is gone. Its Java interface closes the environment in a shutdown hook of its
 * own, and hooks run side by side with each other and with every other thread: a model that is just being loaded, or an evaluation
 * that comes to its end, would go on in memory that is freed. The environment counts who asked for it ({@code CreateEnv} gives the
 * one that is there), so that an earlier asker, who never releases it, keeps it.
 */
final class EnvironmentHold {
    /** Places in the table of functions, to whose end functions are added and whose order never changes (struct OrtApi). */
    private static final int CREATE_ENV = 3;
    private static final int RELEASE_STATUS = 93;
    private static final int WARNING = 2;

    private static boolean held;

    private EnvironmentHold() {
    }

    /**
     * Takes hold of the environment, once. To be called before its Java interface makes it, since the hook may run from then on.
     *
     * @throws IllegalStateException if ONNX Runtime's C interface is not where it is expected
     */
    static synchronized void take() {
        if (!held) {
            create();
            held = true;
        }
    }

    private static void create() {
        try (Arena arena = Arena.ofConfined()) {
            // Loads the library.
            Class.forName(OrtEnvironment.class.getName());
            Field handle = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            handle.setAccessible(true);
            MemorySegment table = MemorySegment.ofAddress(handle.getLong(null))
                    .reinterpret((RELEASE_STATUS + 1) * ValueLayout.ADDRESS.byteSize());
            MethodHandle create = Linker.nativeLinker().downcallHandle(table.getAtIndex(ValueLayout.ADDRESS, CREATE_ENV),
                    FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
            MemorySegment out = arena.allocate(ValueLayout.ADDRESS);
            MemorySegment status = (MemorySegment) create.invokeExact(WARNING, arena.allocateFrom("bcm-studio"), out);
            if (status.address() != 0) {
                MethodHandle release = Linker.nativeLinker().downcallHandle(table.getAtIndex(ValueLayout.ADDRESS, RELEASE_STATUS),
                        FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
                release.invokeExact(status);
                throw new IllegalStateException("ONNX Runtime's environment cannot be made");
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("ONNX Runtime's C interface is not where it is expected", e);
        } catch (Throwable e) {
            throw NativeLibrary.unexpected(e);
        }
    }
}
