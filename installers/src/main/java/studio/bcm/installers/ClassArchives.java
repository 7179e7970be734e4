package studio.bcm.installers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Archives of classes laid out in memory beforehand, with which the launchers start quicker. */
final class ClassArchives {
    private static final System.Logger LOG = System.getLogger(ClassArchives.class.getName());
    private static final int SECONDS_TO_OPEN = 25;
    private static final int SECONDS_TO_END = 60;

    private final TargetSystem system;
    private final JavaRuntime runtime;
    private final Path program;

    /**
     * Makes archives for an app image.
     *
     * @param program its folder of jars
     */
    ClassArchives(TargetSystem system, JavaRuntime runtime, Path program) {
        this.system = system;
        this.runtime = runtime;
        this.program = program;
    }

    /** Starts both launchers' programs once; {@code scratch} becomes the home of these runs. */
    void make(Launchers launchers, Path scratch) throws IOException, InterruptedException {
        Path console = program.resolve(Launchers.archive(Launchers.CONSOLE));
        run(Launchers.CONSOLE, launchers.consoleOptions(), console, scratch, List.of(), List.of("doctor"), SECONDS_TO_END);
        if (!Files.exists(console)) {
            throw new IOException("Java made no archive of classes for the command line");
        }
        Path window = program.resolve(Launchers.archive(Launchers.WINDOW));
        List<String> display = display();
        if (display != null) {
            run(Launchers.WINDOW, launchers.windowOptions(), window, scratch, display, List.of(), SECONDS_TO_OPEN);
        }
        if (!Files.exists(window)) {
            LOG.log(System.Logger.Level.WARNING, "No display and no xvfb-run: the window starts from the archive of the command line, "
                    + "about a second slower.");
            Files.copy(console, window, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** What to put before a command so that it has a screen; null where there is none. */
    private List<String> display() {
        if (system != TargetSystem.LINUX) {
            return List.of();
        }
        boolean xvfb = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "xvfb-run")));
        return xvfb ? List.of("xvfb-run", "-a", "-s", "-screen 0 1440x900x24") : null;
    }

    private void run(String launcher, List<String> options, Path archive, Path scratch, List<String> before, List<String> arguments,
            int seconds) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(before);
        command.add(runtime.java(system).toString());
        options.stream().filter(o -> !o.startsWith("-XX:SharedArchiveFile"))
                .map(o -> o.replace("$APPDIR", program.toString()).replace("$BINDIR", program.toString())).forEach(command::add);
        command.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-Duser.home=" + scratch, "-Dbcm.home=" + scratch.resolve("bcm"),
                "-cp", classPath(launcher), Launchers.MAIN_CLASS));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(scratch.resolve(launcher + ".log").toFile());
        builder.environment().put("XDG_CACHE_HOME", scratch.resolve("cache").toString());
        builder.environment().put("XDG_DATA_HOME", scratch.resolve("data").toString());
        builder.environment().put("XDG_CONFIG_HOME", scratch.resolve("config").toString());
        Process process = builder.start();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            // The window: Java ends in good order, and writes the archive on the way.
            Stream.concat(process.descendants(), Stream.of(process.toHandle())).filter(p -> p.info().command()
                    .filter(c -> c.equals(runtime.java(system).toString())).isPresent()).forEach(ProcessHandle::destroy);
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                Stream.concat(process.descendants(), Stream.of(process.toHandle())).forEach(ProcessHandle::destroyForcibly);
            }
        }
    }

    /** In the order of the launcher's configuration, without which an archive does not fit. */
    private String classPath(String launcher) throws IOException {
        List<String> entries = Files.readAllLines(program.resolve(launcher + ".cfg")).stream()
                .filter(line -> line.startsWith("app.classpath="))
                .map(line -> line.substring("app.classpath=".length()).replace("$APPDIR", program.toString())).toList();
        if (entries.isEmpty()) {
            throw new IOException("No class path in " + launcher + ".cfg");
        }
        return String.join(File.pathSeparator, entries);
    }
}
