package studio.bcm.ui.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.model.GaussianModel;
import studio.bcm.task.Progress;
import studio.bcm.ui.TestPictures;
import studio.bcm.ui.shell.StudioModel;
import studio.bcm.ui.shell.TestFunction;
import studio.bcm.ui.shell.TestStudio;

/** The queue on threads of its own, with a model that waits for a sign before each file. */
@Timeout(60)
final class BatchModelTest {
    @TempDir
    private Path home;
    private final ExecutorService window = Executors.newSingleThreadExecutor();
    private final CountDownLatch[] gate = {new CountDownLatch(0)};
    private volatile boolean broken;
    private StudioModel studio;
    private BatchModel batch;

    @BeforeEach
    void open() throws Exception {
        TestStudio fixture = new TestStudio(home).optLoader((pack, device) -> new TestFunction(pack, this::gated));
        studio = onWindow(() -> fixture.openWithThreads(window));
        batch = studio.batch();
    }

    @AfterEach
    void close() throws Exception {
        gate[0].countDown();
        onWindow(() -> {
            studio.close();
            return null;
        });
        window.shutdown();
    }

    private ConsistencyFunction gated(Progress progress) {
        try {
            gate[0].await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (broken) {
            throw new UserException("The model is out of order.");
        }
        progress.checkCancelled();
        return new GaussianModel();
    }

    private <T> T onWindow(Callable<T> work) throws Exception {
        Future<T> done = window.submit(work);
        return done.get(30, TimeUnit.SECONDS);
    }

    private void does(Runnable work) throws Exception {
        onWindow(() -> {
            work.run();
            return null;
        });
    }

    private void until(BooleanSupplier condition) throws Exception {
        for (int i = 0; i < 600 && !onWindow(condition::getAsBoolean); i++) {
            Thread.sleep(25);
        }
        assertThat(onWindow(condition::getAsBoolean)).as(onWindow(() -> batch.summaryProperty().get() + " " + states())).isTrue();
    }

    private List<BatchRow.State> states() {
        return batch.rows().stream().map(r -> r.stateProperty().get()).toList();
    }

    private Path photos(int count) throws Exception {
        Path folder = Files.createDirectories(home.resolve("photos"));
        for (int i = 0; i < count; i++) {
            TestPictures.write(folder.resolve("p" + i + ".jpg"), 32, 32, i, 30);
        }
        does(() -> batch.add(List.of(folder)));
        until(() -> batch.rows().size() == count);
        return folder;
    }

    @Test
    void aPauseFinishesTheFileInHandAndLeavesTheDeviceFree() throws Exception {
        Path folder = photos(3);
        gate[0] = new CountDownLatch(1);
        does(batch::start);
        until(() -> states().contains(BatchRow.State.RUNNING));
        does(batch::pause);
        gate[0].countDown();
        until(() -> states().equals(List.of(BatchRow.State.DONE, BatchRow.State.WAITING, BatchRow.State.WAITING)));
        assertThat(onWindow(() -> batch.summaryProperty().get())).isEqualTo("1 of 3 done, paused");
        // Other work is done meanwhile.
        does(() -> studio.openA(folder.resolve("p1.jpg")));
        until(() -> studio.document().state().a() != null);
        does(() -> studio.restore().run());
        until(() -> studio.document().state().restored() != null);
        assertThat(onWindow(this::states)).containsExactly(BatchRow.State.DONE, BatchRow.State.WAITING, BatchRow.State.WAITING);
        does(batch::start);
        until(() -> !batch.runningProperty().get());
        assertThat(onWindow(this::states)).containsOnly(BatchRow.State.DONE);
        assertThat(folder.resolve("restored/p2.png")).exists();
        assertThat(onWindow(() -> batch.rows().getFirst().afterProperty().get())).isNotNull();
        assertThat(onWindow(() -> batch.rows().getFirst().secondsProperty().get())).isPositive();
    }

    @Test
    void aStopLeavesNothingOfTheFileInHand() throws Exception {
        Path folder = photos(2);
        gate[0] = new CountDownLatch(1);
        does(batch::start);
        until(() -> states().contains(BatchRow.State.RUNNING));
        does(batch::stop);
        until(() -> !batch.runningProperty().get());
        gate[0].countDown();
        assertThat(onWindow(this::states)).containsOnly(BatchRow.State.WAITING);
        assertThat(folder.resolve("restored/p0.png")).doesNotExist();
        until(() -> {
            studio.activity().refresh(System.nanoTime());
            return !studio.activity().busyProperty().get();
        });
        assertThat(folder.resolve("restored/p0.png")).doesNotExist();
        does(batch::start);
        until(() -> !batch.runningProperty().get());
        assertThat(onWindow(this::states)).containsOnly(BatchRow.State.DONE);
    }

    @Test
    void theStatusBarStopsTheWholeQueue() throws Exception {
        photos(2);
        gate[0] = new CountDownLatch(1);
        does(batch::start);
        until(() -> {
            studio.activity().refresh(System.nanoTime());
            return studio.activity().titleProperty().get().contains("p0.jpg");
        });
        does(() -> studio.activity().cancel());
        gate[0].countDown();
        until(() -> !batch.runningProperty().get());
        assertThat(onWindow(this::states)).containsOnly(BatchRow.State.WAITING);
    }

    @Test
    void whatFailedIsTriedAgain() throws Exception {
        photos(2);
        broken = true;
        does(batch::start);
        until(() -> !batch.runningProperty().get());
        assertThat(onWindow(this::states)).containsOnly(BatchRow.State.FAILED);
        assertThat(onWindow(() -> batch.rows().getFirst().detailProperty().get())).isEqualTo("The model is out of order.");
        assertThat(onWindow(() -> batch.summaryProperty().get())).isEqualTo("0 of 2 done, 2 failed");
        broken = false;
        does(batch::retryFailed);
        until(() -> !batch.runningProperty().get());
        assertThat(onWindow(this::states)).containsOnly(BatchRow.State.DONE);
    }

    @Test
    void whatIsThereAlreadyIsSkippedAndFilesCanBeTakenOut() throws Exception {
        Path folder = photos(2);
        TestPictures.write(Files.createDirectories(folder.resolve("restored")).resolve("p0.png"), 16, 16, 9, 100);
        does(() -> batch.remove(List.of(batch.rows().get(1))));
        does(batch::start);
        until(() -> !batch.runningProperty().get());
        assertThat(onWindow(this::states)).containsExactly(BatchRow.State.SKIPPED);
        until(() -> batch.rows().getFirst().afterProperty().get() != null);
        does(batch::clear);
        assertThat(onWindow(() -> batch.rows().isEmpty())).isTrue();
    }

    @Test
    void filesThatDifferInTheirEndingAloneGetResultsOfTheirOwn() throws IOException, Exception {
        Path folder = Files.createDirectories(home.resolve("one by one"));
        Path first = TestPictures.write(folder.resolve("a.jpg"), 32, 32, 1, 30);
        Path second = TestPictures.write(folder.resolve("a.png"), 32, 32, 2, 30);
        does(() -> batch.add(List.of(first)));
        until(() -> batch.rows().size() == 1);
        does(() -> batch.add(List.of(second)));
        until(() -> batch.rows().size() == 2);
        does(batch::start);
        until(() -> !batch.runningProperty().get());
        assertThat(onWindow(this::states)).containsOnly(BatchRow.State.DONE);
        assertThat(folder.resolve("restored")).isDirectoryContaining("glob:**a.png").isDirectoryContaining("glob:**a.png.png");
    }

    @Test
    void theWindowClosesInTheMiddle() throws Exception {
        photos(3);
        gate[0] = new CountDownLatch(1);
        does(batch::start);
        until(() -> states().contains(BatchRow.State.RUNNING));
        gate[0].countDown();
        long begun = System.nanoTime();
        does(studio::close);
        assertThat((System.nanoTime() - begun) / 1e9).isLessThan(10);
    }
}
