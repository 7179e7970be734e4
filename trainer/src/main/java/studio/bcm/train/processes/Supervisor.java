package studio.bcm.train.processes;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import studio.bcm.UserException;
import studio.bcm.task.Progress;

/**
 * Starts the processes of a run on this machine, each like this one but for the environment that says which it is, and waits
 * for them. If one ends before its time, the others are ended too.
 */
public final class Supervisor {
    /** Set for processes that one has started. */
    public static final String SUPERVISED = "BCM_SUPERVISED";

    private static final String LOOPBACK = "127.0.0.1";
    private static final long TO_SAY_WHY_SECONDS = 5;
    private static final long TO_WRITE_A_CHECKPOINT_SECONDS = 90;
    private static final long LOOK_MILLIS = 100;
    /** Exit codes from here on are of processes that were killed or crashed, and have reported nothing. */
    private static final int KILLED = 128;

    private final List<String> command;
    private final Progress progress;
    private final List<Process> processes = new ArrayList<>();
    private final List<Path> outputs = new ArrayList<>();

    /**
     * @param mainClass what the processes run
     * @param arguments its arguments
     */
    public Supervisor(String mainClass, List<String> arguments, Progress progress) {
        this.progress = progress;
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        command = new ArrayList<>(List.of(java));
        // Agents watch this process alone.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(a -> !a.startsWith("-javaagent") && !a.startsWith("-agentlib"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
    }

    /**
     * Runs them to their end. The first one speaks through this process's output, and is asked to stop when this one is.
     *
     * @return the first one's exit code
     * @throws UserException naming a process that ended without a word, or another than the first that failed
     */
    public int run(int count) {
        try {
            int port = freePort();
            for (int rank = 0; rank < count; rank++) {
                processes.add(start(new Placement(rank, count, rank, count, LOOPBACK, port)));
            }
            return await();
        } catch (IOException e) {
            throw new UserException("The " + count + " processes of the run cannot be started: " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("The run was interrupted.", e);
        } finally {
            killAll();
            outputs.forEach(Supervisor::delete);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }

    private Process start(Placement placement) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(placement.environment());
        // Multicast by NVLink needs a fabric manager that shared machines often lack, and NCCL fails without it.
        builder.environment().putAll(Map.of(SUPERVISED, "1", "NCCL_NVLS_ENABLE", "0"));
        builder.redirectInput(ProcessBuilder.Redirect.from(nowhere()));
        if (placement.rank() == 0) {
            builder.redirectOutput(ProcessBuilder.Redirect.INHERIT).redirectError(ProcessBuilder.Redirect.INHERIT);
        } else {
            Path output = Files.createTempFile("bcm-process-", ".log");
            outputs.add(output);
            builder.redirectErrorStream(true).redirectOutput(output.toFile());
        }
        return builder.start();
    }

    private static File nowhere() {
        return new File(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");
    }

    private int await() throws InterruptedException {
        Process first = processes.getFirst();
        boolean asked = false;
        while (first.isAlive()) {
            if (progress.isCancelled() && !asked) {
                asked = true;
                first.destroy();
            }
            for (int rank = 1; rank < processes.size() && !asked; rank++) {
                Process other = processes.get(rank);
                if (!other.isAlive() && other.exitValue() != 0) {
                    return lost(rank);
                }
            }
            first.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        for (Process other : processes) {
            other.waitFor(first.exitValue() == 0 ? TO_WRITE_A_CHECKPOINT_SECONDS : TO_SAY_WHY_SECONDS, TimeUnit.SECONDS);
        }
        if (first.exitValue() >= KILLED && !asked) {
            throw ended(0, "");
        }
        return first.exitValue();
    }

    /** The first process may fail of the same cause, and says so better. */
    private int lost(int rank) throws InterruptedException {
        Process first = processes.getFirst();
        if (first.waitFor(TO_SAY_WHY_SECONDS, TimeUnit.SECONDS) && first.exitValue() < KILLED) {
            return first.exitValue();
        }
        throw ended(rank, processes.get(rank).exitValue() < KILLED ? lastWords(outputs.get(rank - 1)) : "");
    }

    private UserException ended(int rank, String words) {
        return new UserException("Process " + (rank + 1) + " of " + processes.size() + " ended while it trained, and with it the run"
                + (words.isEmpty() ? "" : " (" + words + ")") + "; the last checkpoint is whole, and --resume goes on from it.");
    }

    /** The last line that is no part of a stack trace. */
    private static String lastWords(Path output) {
        try (Stream<String> lines = Files.lines(output)) {
            return lines.filter(l -> !l.isBlank() && !Character.isWhitespace(l.charAt(0))).reduce("", (a, b) -> b).strip();
        } catch (IOException | UncheckedIOException e) {
            return "";
        }
    }

    private void killAll() {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(p -> p.onExit().completeOnTimeout(p, TO_SAY_WHY_SECONDS, TimeUnit.SECONDS).join());
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
