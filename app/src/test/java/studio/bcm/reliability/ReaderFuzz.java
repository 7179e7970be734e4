package studio.bcm.reliability;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import studio.bcm.UserException;
import studio.bcm.edit.noise.NoiseFile;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureFormat;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.jpeg.JpegFacts;
import studio.bcm.model.Pack;
import studio.bcm.ui.document.PictureStore;
import studio.bcm.ui.document.ProjectFile;

/**
 * Reads damaged files with every reader, in a process of its own whose heap is the limit of memory. Each must end within the time in a
 * result or in a failure that is told in words. Arguments: an empty folder, the first seed, how many cases.
 */
final class ReaderFuzz {
    private static final long MOST_MILLISECONDS = 5000;
    private static final OperatingSystemMXBean SYSTEM = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final long SEED_OF_SEED = 1_000_003;
    private static final long MOST_PIXELS_WRITTEN = 4_000_000;
    private static final PictureFormat[] WRITTEN = {PictureFormat.PNG, PictureFormat.JPEG, PictureFormat.TIFF, PictureFormat.WEBP};

    private final Path folder;
    private final Path store;
    private int results;
    private int refused;
    private int failures;
    private long slowest;
    private String slowestCase = "";

    private ReaderFuzz(Path folder) throws IOException {
        this.folder = folder;
        this.store = Files.createDirectories(folder.resolve("store"));
    }

    public static void main(String[] arguments) throws Exception {
        ReaderFuzz fuzz = new ReaderFuzz(Path.of(arguments[0]));
        fuzz.run(Long.parseLong(arguments[1]), Integer.parseInt(arguments[2]));
        System.exit(fuzz.failures == 0 ? 0 : 1);
    }

    private void run(long first, int cases) throws Exception {
        List<Seeds.Seed> seeds = Seeds.make(Files.createDirectories(folder.resolve("seeds")));
        ExecutorService reader = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
        for (long n = first; n < first + cases; n++) {
            Seeds.Seed seed = seeds.get((int) (n % seeds.size()));
            byte[] other = seeds.get((int) (n * 7 % seeds.size())).bytes();
            Path file = folder.resolve("case" + seed.name().substring(seed.name().lastIndexOf('.')));
            // A file that is cut to nothing and written again is flushed to disk by ext4; a new one is not.
            Files.deleteIfExists(file);
            Files.write(file, new Mutation(n * SEED_OF_SEED).of(seed.bytes(), other));
            String name = "case " + n + " (" + seed.name() + ")";
            long time = timed(reader, seed, file, name, n);
            if (time > slowest) {
                slowest = time;
                slowestCase = name;
            }
            if (time > MOST_MILLISECONDS) {
                fail(name, file, "took " + time + " ms");
            }
        }
        System.out.printf(Locale.ROOT, "%d cases: %d results, %d refused, %d failures; slowest %d ms, %s%n", cases, results, refused, failures, slowest,
                slowestCase);
    }

    /** Milliseconds of the clock, or of all processors together if these are fewer: that the machine is busy is no fault of the reader's. */
    private long timed(ExecutorService reader, Seeds.Seed seed, Path file, String name, long n) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long worked = SYSTEM.getProcessCpuTime();
        Future<?> reading = reader.submit(() -> {
            read(seed.kind(), file, n);
            return null;
        });
        try {
            reading.get(20 * MOST_MILLISECONDS, TimeUnit.MILLISECONDS);
            results++;
        } catch (TimeoutException e) {
            fail(name, file, "does not end");
            System.exit(1);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if ((cause instanceof UserException || cause instanceof IOException || cause instanceof UncheckedIOException) && cause.getMessage() != null
                    && !cause.getMessage().contains("null")) {
                refused++;
            } else {
                fail(name, file, cause.toString());
                cause.printStackTrace(System.out);
            }
        }
        return TimeUnit.NANOSECONDS.toMillis(Math.min(System.nanoTime() - start, SYSTEM.getProcessCpuTime() - worked));
    }

    private void fail(String name, Path file, String how) throws IOException {
        failures++;
        Path kept = folder.resolve("failures").resolve(name.replaceAll("\\W+", "-") + "." + file.getFileName());
        Files.createDirectories(kept.getParent());
        Files.write(kept, Files.readAllBytes(file));
        System.out.println("FAILED " + name + ": " + how + "; " + kept);
    }

    private void read(Seeds.Kind kind, Path file, long n) throws IOException {
        switch (kind) {
            case PICTURE -> {
                Picture picture = PictureReader.read(file);
                picture.jpegFacts().ifPresent(JpegFacts::coefficients);
                // Metadata that was let in goes out as well; a damaged size can make a picture that takes long to write and is none the worse.
                PictureFormat format = WRITTEN[(int) (n % WRITTEN.length)];
                if ((long) picture.width() * picture.height() > MOST_PIXELS_WRITTEN) {
                    return;
                }
                PictureWriter.builder().optFormat(format).optOverwrite(true).build().write(picture, folder.resolve("out." + format.extension()));
            }
            case PACK -> {
                Pack pack = Pack.open(file);
                pack.modelArray();
            }
            case NOISE -> NoiseFile.load(file);
            case PROJECT -> {
                try {
                    ProjectFile.open(file, new PictureStore(store));
                } finally {
                    empty();
                }
            }
        }
    }

    private void empty() throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }
}
