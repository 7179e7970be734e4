package studio.bcm.natives;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A shared library opened by the system's own loader, which says why it could not: Java's lookup does not. Stays loaded
 * until the program ends, for others to find by its name.
 */
public final class NativeLibrary {
    private static final int RTLD_NOW = 0x2;
    private static final int RTLD_GLOBAL_LINUX = 0x100;
    private static final int RTLD_GLOBAL_MAC = 0x8;
    private static final long MESSAGE_BYTES = 4096;

    public static final boolean WINDOWS = osName().startsWith("windows");
    static final boolean MAC = osName().startsWith("mac");

    private final SymbolLookup symbols;

    private NativeLibrary(SymbolLookup symbols) {
        this.symbols = symbols;
    }

    /**
     * What came of opening one.
     *
     * @param library or null
     * @param problem the loader's own words, empty if it was opened
     */
    public record Attempt(@Nullable NativeLibrary library, String problem) {
        public boolean opened() {
            return library != null;
        }
    }

    /**
     * Opens a library.
     *
     * @param nameOrPath a name that the loader looks for, or an absolute path
     */
    public static Attempt open(String nameOrPath) {
        return WINDOWS ? openByJava(nameOrPath) : openByDlopen(nameOrPath);
    }

    /** A function of the library, or empty where it has none of that name. */
    public Optional<MethodHandle> function(String name, FunctionDescriptor type) {
        return symbols.find(name).map(address -> Linker.nativeLinker().downcallHandle(address, type));
    }

    private static Attempt openByJava(String nameOrPath) {
        try {
             return new Attempt(new NativeLibrary(SymbolLookup.libraryLookup(nameOrPath, Arena.global())), "");
        } catch (IllegalArgumentException e) {
             return new Attempt(null, nameOrPath + " was not found");
        }
    }

    private static Attempt openByDlopen(String nameOrPath) {
        try (Arena arena = Arena.ofConfined()) {
            int flags = RTLD_NOW | (MAC ? RTLD_GLOBAL_MAC : RTLD_GLOBAL_LINUX);
            MemorySegment handle = (MemorySegment) Dl.OPEN.invokeExact(arena.allocateFrom(nameOrPath), flags);
            if (handle.equals(MemorySegment.NULL)) {
                MemorySegment message = (MemorySegment) Dl.ERROR.invokeExact();
                 return new Attempt(null, message.equals(MemorySegment.NULL)
                        ? nameOrPath + " was not found"
                        : message.reinterpret(MESSAGE_BYTES).getString(0));
            }
             return new Attempt(new NativeLibrary(name -> symbol(handle, name)), "");
        } catch (Throwable e) {
             throw unexpected(e);
        }
    }

    private static Optional<MemorySegment> symbol(MemorySegment handle, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = (MemorySegment) Dl.SYMBOL.invokeExact(handle, arena.allocateFrom(name));
            return address.equals(MemorySegment.NULL) ? Optional.empty() : Optional.of(address);
        } catch (Throwable e) {
             throw unexpected(e);
        }
    }

    /** A method handle's checked {@link Throwable}, which calls of C functions never throw. */
    public static RuntimeException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }

    private static String osName() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT);
    }

    /** The loader's functions, looked up on first use so that Windows never asks for them. */
    private static final class Dl {
        static final MethodHandle OPEN = find("dlopen",
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        static final MethodHandle ERROR = find("dlerror", FunctionDescriptor.of(ValueLayout.ADDRESS));
        static final MethodHandle SYMBOL = find("dlsym",
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS));

        private static MethodHandle find(String name, FunctionDescriptor type) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
        }
    }
}
