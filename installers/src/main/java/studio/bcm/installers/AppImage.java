package studio.bcm.installers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Builds the folder that runs by itself, and on Windows and macOS the installer around it. */
final class AppImage {
    private static final System.Logger LOG = System.getLogger(AppImage.class.getName());
    private static final String NAME = "bcm-studio";
    private static final String UPGRADE_ID = "6f1c7a52-2a0e-4b0c-9f0b-6f0c3b3f8d1e";

    private final TargetSystem system = TargetSystem.current();
    private final Path root;
    private final Path work;
    private final String version;

    /**
     * For a checkout.
     *
     * @param root    of the checkout
     * @param work    folder of the flavour, in which Maven has put {@code jars} and {@code THIRD-PARTY.md}
     * @param version of the program, such as 0.1.0-SNAPSHOT
     */
    AppImage(Path root, Path work, String version) {
        this.root = root.toAbsolutePath().normalize();
        this.work = work.toAbsolutePath().normalize();
        this.version = version.replaceFirst("-SNAPSHOT$", "");
    }

    /**
     * Builds.
     *
     * @param type app-image, msi or dmg
     */
    void build(String type) throws IOException, InterruptedException {
        for (String leftover : List.of("program", "runtime", "image", "scratch", "temp")) {
            delete(work.resolve(leftover));
        }
        Path scratch = Files.createDirectories(work.resolve("scratch"));
        Path assets = root.resolve("assets");
        LOG.log(System.Logger.Level.INFO, "Putting the program together");
        ProgramFolder program = ProgramFolder.assemble(system, work.resolve("program"), work.resolve("jars"), assets,
                work.resolve("THIRD-PARTY.md"));
        LOG.log(System.Logger.Level.INFO, "Linking the Java runtime");
        JavaRuntime runtime = JavaRuntime.link(program, work.resolve("runtime"));
        Launchers launchers = new Launchers(system);

        List<String> image = new ArrayList<>(common());
        image.addAll(List.of("--input", program.folder().toString(), "--runtime-image", runtime.folder().toString(),
                "--main-jar", program.mainJar(), "--main-class", Launchers.MAIN_CLASS,
                "--icon", IconFiles.write(system, assets.resolve("icons"), scratch).toString(),
                "--add-launcher", Launchers.CONSOLE + "=" + launchers.writeConsole(scratch)));
        launchers.windowOptions().forEach(option -> image.addAll(List.of("--java-options", option)));
        LOG.log(System.Logger.Level.INFO, "Running jpackage");
        if (system == TargetSystem.MAC && type.equals("dmg")) {
            image.addAll(List.of("--type", "dmg", "--dest", work.toString(), "--mac-package-identifier", "studio.bcm.BcmStudio",
                    "--mac-app-category", "graphics-design"));
            image.addAll(associations());
            Tool.run("jpackage", image);
            return;
        }
        image.addAll(List.of("--type", "app-image", "--dest", work.resolve("image").toString()));
        Tool.run("jpackage", image);
        finish(runtime, launchers, scratch);
        if (type.equals("msi")) {
            List<String> msi = new ArrayList<>(common());
            msi.addAll(List.of("--type", "msi", "--app-image", work.resolve("image").resolve(NAME).toString(), "--dest", work.toString(),
                    "--win-menu", "--win-menu-group", "BCM Studio", "--win-shortcut-prompt", "--win-dir-chooser", "--win-per-user-install",
                    "--win-upgrade-uuid", UPGRADE_ID));
            msi.addAll(associations());
            Tool.run("jpackage", msi);
        }
    }

    /** What jpackage leaves open: archives of classes, and on Linux the one library that is known by two names. */
    private void finish(JavaRuntime runtime, Launchers launchers, Path scratch) throws IOException, InterruptedException {
        Path image = work.resolve("image").resolve(NAME);
        Path jars = system == TargetSystem.LINUX ? image.resolve("lib/app") : image.resolve("app");
        Path runtimeInImage = system == TargetSystem.LINUX ? image.resolve("lib/runtime") : image.resolve("runtime");
        Path openblas = jars.resolve(NativeLibraries.FOLDER).resolve("libopenblas.so.0");
        if (Files.exists(openblas)) {
            Files.createSymbolicLink(openblas.resolveSibling("libopenblas_nolapack.so.0"), openblas.getFileName());
        }
        if (system.takesClassArchives()) {
            LOG.log(System.Logger.Level.INFO, "Archiving classes");
            new ClassArchives(system, new JavaRuntime(runtimeInImage), jars).make(launchers, scratch);
        }
        if (system == TargetSystem.LINUX) {
            // The launchers load the runtime as a library.
            delete(runtimeInImage.resolve("bin"));
        }
    }

    private List<String> common() {
        return List.of("--name", NAME, "--app-version", systemVersion(), "--vendor", "BCM Studio", "--temp", work.resolve("temp").toString(),
                "--description", "Edits photos with Bidirectional Consistency Models");
    }

    /** macOS wants a first number above zero. */
    private String systemVersion() {
        return system == TargetSystem.MAC && version.startsWith("0.") ? "1" + version.substring(1) : version;
    }

    private List<String> associations() {
        return List.of("--file-associations", root.resolve("installers/associations/bcm.properties").toString(),
                "--file-associations", root.resolve("installers/associations/bcmproj.properties").toString());
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
