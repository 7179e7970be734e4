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
import java.util.Set;
import java.util.TreeSet;
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
    /** States of the libraries when they were compared with those of the jar. */
    private static final String COMPARED = "compared";
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
     * by somebody else. One that was compared once is compared again when it has changed since.
     *
     * @param cache folder for all versions and flavours
     * @return the folder of this version and flavour; empty where the libraries do not come in a jar or the folder is somebody else's
     */
    static Optional<Path> unpack(Path cache) throws IOException {
        URL core = resource(CORE);
        if (core == null || !(core.openConnection() instanceof JarURLConnection jar)) {
            return Optional.empty();
        }
        Path folder = cache.resolve("onnxruntime-" + Long.toHexString(jar.getJarEntry().getCrc())).toAbsolutePath();
        Files.createDirectories(folder);
        if (!TrustedFile.isOwn(cache) || !TrustedFile.isOwn(folder)) {
            LOG.warn("{} belongs to somebody else; ONNX Runtime's libraries are not taken from there", folder);
            return Optional.empty();
        }
        Path list = folder.resolve(COMPARED);
        boolean wasOpen = TrustedFile.isOpenToOthers(cache) || TrustedFile.isOpenToOthers(folder);
        TrustedFile.closeToOthers(cache);
        TrustedFile.closeToOthers(folder);
        // What others could have written tells nothing.
        Set<String> compared = wasOpen || !Files.exists(list) || !TrustedFile.isOwn(list) || TrustedFile.isOpenToOthers(list) ? Set.of()
                : Set.copyOf(Files.readAllLines(list));
        Set<String> now = new TreeSet<>();
        for (String library : LIBRARIES) {
            URL source = resource(library);
            if (source != null) {
                Path target = folder.resolve(System.mapLibraryName(library));
                unpack(source, target, compared);
                TrustedFile.state(target).ifPresent(state -> now.add(target.getFileName() + " " + state));
            }
        }
        if (!now.equals(compared)) {
            AtomicFile.replace(list, partial -> {
                Files.write(partial, now);
                TrustedFile.closeToOthers(partial);
            });
        }
        return Optional.of(folder);
    }

    private static void unpack(URL source, Path target, Set<String> compared) throws IOException {
        JarURLConnection connection = (JarURLConnection) source.openConnection();
        if (TrustedFile.mayBeWhole(target, connection.getJarEntry().getSize())) {
            boolean known = TrustedFile.state(target).filter(state -> compared.contains(target.getFileName() + " " + state)).isPresent();
            if (known || TrustedFile.isEqual(target, source::openStream)) {
                return;
            }
        }
        AtomicFile.replace(target, partial -> {
            try (InputStream in = connection.getInputStream()) {
                Files.copy(in, partial);
            }
            TrustedFile.closeToOthers(partial);
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
