package studio.bcm.cuda.driver;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The folders in which people have CUDA and cuDNN, where the loader does not look by itself. */
final class CudaFolders {
    /** System property with folders of the user's choice, separated as a path is. */
    static final String PROPERTY = "bcm.cuda.path";

    private static final List<String> TOOLKIT_LIBRARIES = List.of("", "lib64", "lib", "targets/x86_64-linux/lib", "bin", "bin/x64");

    private final Set<Path> folders = new LinkedHashSet<>();

    private CudaFolders() {
    }

    /**
     * Folders that exist, best first: chosen by the user, {@code CUDA_PATH} and {@code CUDA_HOME}, system-wide toolkits,
     * NVIDIA's pip wheels in the active and the usual Python environments.
     *
     * @param environment of this process
     * @param root        of the file system
     * @param home        of the user
     */
    static List<Path> find(Map<String, String> environment, Path root, Path home) {
        CudaFolders found = new CudaFolders();
        for (String folder : System.getProperty(PROPERTY, "").split(File.pathSeparator)) {
            found.addToolkit(folder);
            found.addWheels(folder);
        }
        for (String variable : List.of("CUDA_PATH", "CUDA_HOME", "CUDNN_PATH")) {
            found.addToolkit(environment.get(variable));
        }
        found.match(root.resolve("usr/local"), "cuda*").forEach(f -> found.addToolkit(f.toString()));
        found.match(root.resolve("opt"), "cuda*").forEach(f -> found.addToolkit(f.toString()));
        found.addToolkit(root.resolve("usr/lib/x86_64-linux-gnu").toString());
        for (String variable : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
            found.addPython(environment.get(variable), "site-packages");
        }
        found.addPython(home.resolve(".local").toString(), "site-packages");
        found.addPython(root.resolve("usr/local").toString(), "site-packages");
        found.addPython(root.resolve("usr/local").toString(), "dist-packages");
        found.addPython(root.resolve("usr").toString(), "dist-packages");
        return List.copyOf(found.folders);
    }

    static List<Path> find() {
        return find(System.getenv(), Path.of("/"), Path.of(System.getProperty("user.home")));
    }

    private void addToolkit(String folder) {
        if (folder != null && !folder.isBlank()) {
            TOOLKIT_LIBRARIES.forEach(library -> add(Path.of(folder).resolve(library)));
        }
    }

    private void addPython(String prefix, String packages) {
        if (prefix != null && !prefix.isBlank()) {
            match(Path.of(prefix, "lib"), "python3*").forEach(python -> addWheels(python.resolve(packages).toString()));
        }
    }

    private void addWheels(String sitePackages) {
        if (!sitePackages.isBlank()) {
            add(Path.of(sitePackages, "tensorrt_libs"));
            for (Path wheel : match(Path.of(sitePackages, "nvidia"), "*")) {
                add(wheel.resolve("lib"));
                add(wheel.resolve("bin"));
            }
        }
    }

    private void add(Path folder) {
        if (Files.isDirectory(folder)) {
            folders.add(folder.toAbsolutePath().normalize());
        }
    }

    private List<Path> match(Path folder, String pattern) {
        List<Path> matches = new ArrayList<>();
        if (Files.isDirectory(folder) && Files.isReadable(folder)) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, pattern)) {
                stream.forEach(matches::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        matches.sort(Comparator.reverseOrder());
        return matches;
    }
}
