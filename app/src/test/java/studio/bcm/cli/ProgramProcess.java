package studio.bcm.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line in a process of its own, as the launcher starts it. */
final class ProgramProcess implements AutoCloseable {
    private final Process process;
    private final Path output;
    private long greatestMemory;

    private ProgramProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static ProgramProcess start(Path output, List<String> javaOptions, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Dfile.encoding=UTF-8", "-Dsun.jnu.encoding=UTF-8",
                "-Dbcm.assets=" + System.getProperty("bcm.assets")));
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "studio.bcm.cli.Main"));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        return new ProgramProcess(builder.start(), output);
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Ctrl-C. */
    void interrupt() throws IOException, InterruptedException {
        signal("INT");
    }

    /** @param name TERM, INT and the like */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    /** What is in its memory, as Linux tells it; empty once it has ended. */
    String maps() throws IOException {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "maps"));
        } catch (IOException e) {
            if (process.isAlive()) {
                throw e;
            }
            return "";
        }
    }

    void kill() {
        process.destroyForcibly();
    }

    /** Its exit code. */
    int await(long seconds) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
            greatestMemory = Math.max(greatestMemory, residentPeak());
            if (System.nanoTime() > end) {
                throw new IllegalStateException("still running after " + seconds + " s: " + text());
            }
        }
        return process.exitValue();
    }

    String text() throws IOException {
        return Files.readString(output);
    }

    /** Most memory that the process was seen to hold while it was waited for, in bytes; Linux tells it. */
    long greatestMemory() {
        return greatestMemory;
    }

    private long residentPeak() throws IOException {
        File status = new File("/proc/" + process.pid() + "/status");
        if (!status.exists()) {
            return 0;
        }
        try {
            return Files.readAllLines(status.toPath()).stream().filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).findFirst().orElse(0);
        } catch (IOException e) {
            if (process.isAlive()) {
                throw e;
            }
            return 0;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
