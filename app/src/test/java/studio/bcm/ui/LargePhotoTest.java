package studio.bcm.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import javafx.application.Platform;
import javafx.scene.control.Label;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationExtension;
import studio.bcm.image.Lanczos;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.Pixels;
import studio.bcm.ui.shell.Page;

/** The window stays quick with a photo of 24 megapixels and with a morph of 33 frames. */
@Tag("slow")
@ExtendWith(ApplicationExtension.class)
final class LargePhotoTest {
    @TempDir
    private Path home;

    /** Asks the window's thread for a sign of life again and again, and keeps how long it took. */
    private static final class Watchdog implements AutoCloseable {
        private static final int SUSPICIOUS_MILLIS = 35;
        private static final int MOST_SEEN = 5;
        private final List<Double> waits = new ArrayList<>();
        private final List<String> seenAt = new ArrayList<>();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final Thread thread;

        Watchdog() {
            thread = Thread.ofPlatform().daemon().name("watchdog").start(() -> {
                while (!stopped.get()) {
                    long asked = System.nanoTime();
                    Object answer = new Object();
                    boolean[] answered = {false};
                    Platform.runLater(() -> {
                        synchronized (answer) {
                            answered[0] = true;
                            answer.notifyAll();
                        }
                    });
                    synchronized (answer) {
                        while (!answered[0]) {
                            try {
                                answer.wait(SUSPICIOUS_MILLIS);
                                if (!answered[0]) {
                                    blocked();
                                }
                            } catch (InterruptedException e) {
                                return;
                            }
                        }
                    }
                    synchronized (waits) {
                        waits.add((System.nanoTime() - asked) / 1e6);
                    }
                    try {
                        Thread.sleep(5);
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            });
        }

        /** Keeps what the window's thread is doing. */
        private void blocked() {
            Thread.getAllStackTraces().forEach((t, stack) -> {
                if (t.getName().equals("JavaFX Application Thread")) {
                    synchronized (waits) {
                        seenAt.add(t.getState() + " at " + Arrays.stream(stack).limit(12).map(StackTraceElement::toString)
                                .collect(Collectors.joining(" < ")));
                    }
                }
            });
        }

        /** Where the window's thread was when it did not answer soon. */
        List<String> seenAt() {
            synchronized (waits) {
                return List.copyOf(seenAt.subList(0, Math.min(MOST_SEEN, seenAt.size())));
            }
        }

        double worst() {
            synchronized (waits) {
                return waits.stream().mapToDouble(Double::doubleValue).max().orElse(0);
            }
        }

        double share(double quantile) {
            synchronized (waits) {
                double[] sorted = waits.stream().mapToDouble(Double::doubleValue).sorted().toArray();
                return sorted[(int) ((sorted.length - 1) * quantile)];
            }
        }

        @Override
        public void close() {
            stopped.set(true);
            thread.interrupt();
        }
    }

    private static void figures(String what, Watchdog dog) {
        figures(String.format("%s: longest wait %.1f ms, 99 %% of waits under %.1f ms", what, dog.worst(), dog.share(0.99)));
    }

    /** Keeps a figure for the pages that tell them. */
    private static void figures(String line) {
        try {
            Files.createDirectories(Path.of("target"));
            Files.writeString(Path.of("target", "window-figures.txt"), line + "\n",
                    StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theWindowIsNeverBlockedWhileALargePhotoIsOpenedScrolledAndRestored() {
        Path file = home.resolve("large.jpg");
        Pixels small = TestPictures.photo(1500, 1000, 3);
        Pixels large = Lanczos.resample(small, 0, 0, 1500, 1000, 6000, 4000);
        PictureWriter.builder().optQuality(40).build().write(Picture.of(large), file);
        try (TestWindow w = TestWindow.open(home, 1440, 900).patient()) {
            w.go(Page.RESTORE);
            w.untilQuiet();
            try (Watchdog dog = new Watchdog()) {
                w.onWindow(() -> w.model.open(List.of(file)));
                w.until("the photo is open", () -> w.model.shownAProperty().get() != null);
                figures("opened", dog);
                w.onWindow(() -> w.model.viewport().actualSize());
                for (int i = 0; i < 60; i++) {
                    w.onWindow(() -> w.model.viewport().panBy(-40, -25));
                    w.settle();
                }
                figures("scrolled", dog);
                w.onWindow(() -> w.model.restore().run());
                for (int i = 0; i < 40; i++) {
                    w.onWindow(() -> w.model.viewport().panBy(30, 15));
                    w.settle();
                }
                w.until("something is restored", () -> w.model.restore().afterProperty().get() != null);
                w.onWindow(() -> w.model.restore().cancel());
                w.untilQuiet();
                figures("restored", dog);
                assertThat(dog.worst()).as("longest wait for the window's thread in ms; it was seen at %s", dog.seenAt()).isLessThan(50);
            }
        }
    }

    @Test
    void aPhotoOf12MegapixelsIsSeenRestoredAtOnceAndThenWhole() {
        Path file = home.resolve("photo.jpg");
        Pixels large = Lanczos.resample(TestPictures.photo(1000, 750, 3), 0, 0, 1000, 750, 4000, 3000);
        PictureWriter.builder().optQuality(40).build().write(Picture.of(large), file);
        try (TestWindow w = TestWindow.open(home, 1440, 900).patient()) {
            w.go(Page.RESTORE);
            w.untilQuiet();
            w.onWindow(() -> w.model.open(List.of(file)));
            w.until("the photo is open", () -> w.model.shownAProperty().get() != null);
            w.untilQuiet();
            double worked = processorSeconds();
            long start = System.nanoTime();
            double[] first = new double[2];
            w.onWindow(() -> {
                w.model.restore().afterProperty().addListener((o, before, now) -> {
                    if (now != null && first[0] == 0) {
                        first[0] = (System.nanoTime() - start) / 1e9;
                        first[1] = processorSeconds() - worked;
                    }
                });
                w.model.restore().run();
            });
            w.until("there is a first look", () -> first[0] > 0);
            figures(String.format("12 megapixels: first look after %.2f s, %.2f s of processor time", first[0], first[1]));
            w.until("the photo is restored", () -> w.model.document().state().restored() != null);
            w.untilQuiet();
            figures(String.format("12 megapixels: restored after %.1f s, %.1f s of processor time; the status bar says %s", (System.nanoTime() - start) / 1e9,
                    processorSeconds() - worked, ((Label) w.find("memory")).getText()));
            // Two processors that do nothing else have it after half of that.
            assertThat(first[1]).as("processor time to the first look, s").isLessThan(4);
        }
    }

    private static double processorSeconds() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    }

    @Test
    void aFinishedMorphIsScrubbedAt60StepsASecond() {
        Path a = TestPictures.write(home.resolve("a.png"), 512, 384, 1, 95);
        Path b = TestPictures.write(home.resolve("b.png"), 512, 384, 2, 95);
        // Where the frames come from makes no difference to those that are there.
        try (TestWindow w = TestWindow.open(home, 1440, 900, false).patient()) {
            w.onWindow(() -> w.model.open(List.of(a, b)));
            w.until("all frames are there", () -> w.model.morph().isComplete());
            w.untilQuiet();
            List<Integer> shown = new ArrayList<>();
            w.onWindow(() -> w.model.morph().currentProperty().addListener((o, before, now) -> shown.add(now.index())));
            long start = System.nanoTime();
            int inputs = 180;
            for (int i = 0; i < inputs; i++) {
                double at = i % 66 < 33 ? i % 33 / 32.0 : 1 - i % 33 / 32.0;
                Platform.runLater(() -> w.model.morph().positionProperty().set(at));
                long next = start + (i + 1) * 1_000_000_000L / 60;
                while (System.nanoTime() < next) {
                    Thread.onSpinWait();
                }
            }
            w.settle();
            double seconds = (System.nanoTime() - start) / 1e9;
            figures(String.format("%d inputs in %.2f s, %d frames shown", inputs, seconds, shown.size()));
            assertThat(seconds).isLessThan(3.3);
            assertThat(shown.size()).isGreaterThanOrEqualTo(inputs - 8);
        }
    }
}
