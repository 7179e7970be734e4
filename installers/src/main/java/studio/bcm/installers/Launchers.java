package studio.bcm.installers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The two ways to start the program, and how Java is started for each. */
final class Launchers {
    static final String WINDOW = "bcm-studio";
    static final String CONSOLE = "bcm-studio-cli";
    static final String MAIN_CLASS = "studio.bcm.cli.Main";

    private final TargetSystem system;

    Launchers(TargetSystem system) {
        this.system = system;
    }

    /** Java's options for the window; {@code $APPDIR} and {@code $BINDIR} are jpackage's. */
    List<String> windowOptions() {
        List<String> options = options(WINDOW);
        // The collector never stops the window for long, however large the photo, and gives memory back to the system.
        options.addAll(List.of("-XX:+UseG1GC", "-XX:G1PeriodicGCInterval=5000", "-Xms64m", "-XX:MaxRAMPercentage=50", "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=25"));
        if (system == TargetSystem.LINUX) {
            // What libraries leave behind after they have loaded a model; glibc alone can give it back.
            options.add("-XX:TrimNativeHeapInterval=2000");
        }
        return options;
    }

    List<String> consoleOptions() {
        List<String> options = options(CONSOLE);
        // Pieces of pictures, a megabyte or so, would get regions of their own from the collector and be freed late, and garbage pile up.
        options.addAll(List.of("-XX:G1HeapRegionSize=16m", "-XX:MaxNewSize=256m"));
        return options;
    }

    private List<String> options(String launcher) {
        List<String> options = new ArrayList<>(List.of("-Xlog:cds*=off", "-Xlog:aot*=off", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-Dfile.encoding=UTF-8", "-Dbcm.assets=$APPDIR/assets",
                "-Dbcm.launcher=$BINDIR/" + system.executable(CONSOLE)));
        if (system.takesClassArchives()) {
            options.add("-XX:SharedArchiveFile=$APPDIR/" + archive(launcher));
        }
        if (system.keepsLibrariesBesideJars()) {
            String natives = "$APPDIR/" + NativeLibraries.FOLDER;
            options.addAll(List.of("-Djava.library.path=" + natives, "-Donnxruntime.native.path=" + natives,
                    "-Dorg.bytedeco.javacpp.pathsFirst=true"));
        }
        return options;
    }

    /** File name of the archive of classes that makes a launcher start quickly. */
    static String archive(String launcher) {
        return launcher + ".jsa";
    }

    /** Writes the description of the console launcher that jpackage reads. */
    Path writeConsole(Path folder) throws IOException {
        List<String> lines = new ArrayList<>(List.of("java-options=" + String.join(" ", consoleOptions()),
                "description=BCM Studio on the command line"));
        if (system == TargetSystem.WINDOWS) {
            lines.add("win-console=true");
            lines.add("win-shortcut=false");
            lines.add("win-menu=false");
        }
        Path file = folder.resolve(CONSOLE + ".properties");
        Files.write(file, lines, StandardCharsets.ISO_8859_1);
        return file;
    }
}
