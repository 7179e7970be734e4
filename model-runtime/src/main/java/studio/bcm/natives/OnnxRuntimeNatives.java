package studio.bcm.natives;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.JarEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.UserException;
import studio.bcm.file.AtomicFile;
import studio.bcm.file.ProgramFolders;

/**
 * ONNX Runtime's native libraries, unpacked once into the user's cache. ONNX Runtime itself unpacks them into a new
 * temporary folder at every start (580 MB in the CUDA flavour), which a killed program leaves behind.
 */
public final class OnnxRuntimeNatives {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxRuntimeNatives.class);
    private static final String ENGINE = "OnnxRuntime";
    private static final String PATH_PROPERTY = "onnxruntime.native.path";
    private static final String CORE = "onnxruntime";
    private static final List<String> LIBRARIES =
            List.of(CORE, "onnxruntime4j_jni", "onnxruntime_providers_shared", "onnxruntime_providers_cuda", "onnxruntime_providers_tensorrt");

    private static boolean prepared;

    private OnnxRuntimeNatives() {
    }

    /**
     * Makes ONNX Runtime load its libraries from the cache. To be called before anything else of ONNX Runtime; calling it
     * again does nothing. Where {@code onnxruntime.native.path} is set already, or the cache cannot be written, ONNX Runtime
     * goes its own way.
     */
    public static synchronized void prepare() {
        if (prepared || System.getProperty(PATH_PROPERTY) != null) {
            return;
        }
        prepared = true;
        try {
            unpack(ProgramFolders.cache()).ifPresent(folder -> System.setProperty(PATH_PROPERTY, folder.toString()));
        } catch (IOException e) {
            LOG.warn("ONNX Runtime's libraries cannot be kept in the cache: {}", e.toString());
        }
    }

    /**
     * ONNX Runtime's environment, of which a process has one. Everybody takes it from here: DJL insists on being the one who
     * makes it, and fails for good where somebody else was first.
     *
     * @throws UserException if there is no folder for temporary files, which ONNX Runtime needs for its start
     */
    public static OrtEnvironment environment() {
        requireTemporaryFolder(Path.of(System.getProperty("java.io.tmpdir", "")));
        prepare();
        Telemetry.forbid();
        return LargeStack.call(() -> {
            // Arrays of another engine, if one is on the class path, are of no use here and cost its start.
            System.getProperties().putIfAbsent("ai.djl.onnx.disable_alternative", "true");
            EnvironmentHold.take();
            Engine.getEngine(ENGINE);
            return Telemetry.switchOff(OrtEnvironment.getEnvironment());
        });
    }

    static void requireTemporaryFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new UserException("The folder for temporary files, " + folder
                    + ", does not exist; JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER names another one.");
        }
        if (!Files.isWritable(folder)) {
            throw new UserException("The folder for temporary files, " + folder
                    + ", cannot be written to; JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER names another one.");
        }
    }

    /**
     * Unpacks the libraries of this system that are missing from the cache, are not what they should be, or could have been written
     * by somebody else.
     *
     * @param cache folder for all versions and flavours
     * @return the folder of this version and flavour; empty where the libraries do not come in a jar or others may write there
     */
    static Optional<Path> unpack(Path cache) throws IOException {
        URL core = resource(CORE);
        if (core == null || !(core.openConnection() instanceof JarURLConnection jar)) {
            return Optional.empty();
        }
        Path folder = cache.resolve("onnxruntime-" + Long.toHexString(jar.getJarEntry().getCrc())).toAbsolutePath();
        Files.createDirectories(folder);
        if (!TrustedFile.isPrivate(cache) || !TrustedFile.isPrivate(folder)) {
            LOG.warn("{} belongs to somebody else; ONNX Runtime's libraries are not taken from there", folder);
            return Optional.empty();
        }
        for (String library : LIBRARIES) {
            URL source = resource(library);
            if (source != null) {
                unpack(source, folder.resolve(System.mapLibraryName(library)));
            }
        }
        return Optional.of(folder);
    }

    private static void unpack(URL source, Path target) throws IOException {
        JarURLConnection connection = (JarURLConnection) source.openConnection();
        JarEntry entry = connection.getJarEntry();
        if (TrustedFile.isWhole(target, entry.getSize(), entry.getCrc())) {
            return;
        }
        AtomicFile.replace(target, partial -> {
            try (InputStream in = connection.getInputStream()) {
                Files.copy(in, partial);
            }
            TrustedFile.isPrivate(partial);
        });
    }

    private static URL resource(String library) {
        return OrtEnvironment.class.getResource(
                "/ai/onnxruntime/native/" + platform() + "/" + System.mapLibraryName(library));
    }

    /** By ONNX Runtime's names. */
    private static String platform() {
        String system = NativeLibrary.WINDOWS ? "win" : NativeLibrary.MAC ? "osx" : "linux";
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return system + "-" + (processor.equals("amd64") || processor.equals("x86_64") ? "x64" : processor);
    }
}
