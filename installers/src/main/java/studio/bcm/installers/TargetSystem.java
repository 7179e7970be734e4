package studio.bcm.installers;

import java.util.List;
import java.util.Locale;

/** The system that a package is for, which is the one that it is built on. */
enum TargetSystem {
    LINUX("linux-x64", "native/Linux/x86_64/", "com/sun/jna/linux-x86-64/"),
    WINDOWS("win-x64", "native/Windows/x86_64/", "com/sun/jna/win32-x86-64/"),
    MAC("osx-aarch64", "native/Mac/aarch64/", "com/sun/jna/darwin-aarch64/");

    static final String ONNX_RUNTIME = "ai/onnxruntime/native/";

    private static final List<String> FOLDERS_BY_SYSTEM = List.of(ONNX_RUNTIME, "native/", "com/sun/jna/");

    private final List<String> own;

    TargetSystem(String onnxRuntime, String webp, String jna) {
        own = List.of(ONNX_RUNTIME + onnxRuntime + "/", webp, jna);
    }

    static TargetSystem current() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.startsWith("windows") ? WINDOWS : name.startsWith("mac") ? MAC : LINUX;
    }

    /** Whether an entry of a jar is native code that another system would load, or debug information. */
    boolean isForeign(String entry) {
        if (entry.contains(".dSYM/")) {
            return true;
        }
        boolean isNative = entry.matches(".*\\.(so|dll|dylib|jnilib|a)");
        return isNative && FOLDERS_BY_SYSTEM.stream().anyMatch(entry::startsWith) && own.stream().noneMatch(entry::startsWith);
    }

    /**
     * Whether native libraries lie beside the jars, where they are loaded from as they are. Elsewhere they stay in the jars
     * and are unpacked into the user's cache at the first use.
     */
    boolean keepsLibrariesBesideJars() {
        return this == LINUX;
    }

    /** Whether files can be added after jpackage; a signature over the whole bundle forbids it. */
    boolean takesClassArchives() {
        return this != MAC;
    }

    String executable(String name) {
        return this == WINDOWS ? name + ".exe" : name;
    }
}
