package studio.bcm.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import studio.bcm.batch.BatchPlan;
import studio.bcm.batch.BatchQueue;
import studio.bcm.batch.BatchResult;
import studio.bcm.batch.Share;
import studio.bcm.task.Progress;

/**
 * A folder worked on by one process for each of several devices that are busy for a fixed time a photo; prints CSV.
 *
 * <pre>java … studio.bcm.benchmark.ShareSimulation [photos] [ms a photo]</pre>
 */
public final class ShareSimulation {
    private ShareSimulation() {
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 4) {
            work(Path.of(arguments[0]), Path.of(arguments[1]), Share.parse(arguments[2]), Long.parseLong(arguments[3]));
            return;
        }
        int photos = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 240;
        String milliseconds = arguments.length > 1 ? arguments[1] : "100";
        Path root = Files.createTempDirectory("bcm-shares");
        try {
            Path in = Files.createDirectory(root.resolve("in"));
            for (int i = 0; i < photos; i++) {
                Files.writeString(in.resolve("photo" + i + ".jpg"), "");
            }
            System.out.println("devices,photos,seconds,photos/s,done");
            for (int devices : new int[] {1, 2, 4, 8}) {
                Path out = root.resolve("out" + devices);
                long start = System.nanoTime();
                List<Process> processes = new ArrayList<>();
                for (int device = 1; device <= devices; device++) {
                    processes.add(new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-cp",
                            System.getProperty("java.class.path"), ShareSimulation.class.getName(), in.toString(), out.toString(),
                            device + "/" + devices, milliseconds).inheritIO().start());
                }
                for (Process process : processes) {
                    if (process.waitFor() != 0) {
                        throw new IllegalStateException("a worker failed");
                    }
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(Locale.ROOT, "%d,%d,%.2f,%.1f,%d%n", devices, photos, seconds, photos / seconds, count(out));
            }
        } finally {
            try (Stream<Path> all = Files.walk(root)) {
                all.sorted(Comparator.reverseOrder()).forEach(ShareSimulation::delete);
            }
        }
    }

    private static void work(Path in, Path out, Share share, long milliseconds) {
        BatchQueue queue = new BatchQueue((input, output, progress) -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(milliseconds));
            try {
                Files.createDirectories(output.getParent());
                Files.writeString(output, "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new BatchResult(1, 0, 0, List.of());
        }, false);
        share.of(BatchPlan.of(List.of(in), out, f -> Optional.of("png"))).forEach(item -> queue.add(item.input(), item.output()));
        queue.run(1, Progress.none());
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
