package studio.bcm.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;

@Timeout(30)
class BatchQueueTest {
    @TempDir
    Path root;

    private final List<Path> worked = Collections.synchronizedList(new ArrayList<>());

    private BatchResult copy(Path input, Path output) {
        try {
            worked.add(input);
            Files.createDirectories(output.getParent());
            Files.copy(input, output);
            return new BatchResult(0.5, 40, 0.1, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path input(String name) {
        try {
            return Files.writeString(root.resolve(name), "content of " + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private BatchQueue queue(BatchWork work, int files) {
        BatchQueue queue = new BatchQueue(work, false);
        for (int i = 0; i < files; i++) {
            queue.add(input("in-" + i), root.resolve("out/" + i));
        }
        return queue;
    }

    @Test
    void aBadFileStopsNothing() {
        BatchQueue queue = queue((in, out, p) -> {
            if (in.endsWith("in-1")) {
                throw new UserException("in-1 is bad.");
            }
            if (in.endsWith("in-2")) {
                throw new IllegalStateException("unforeseen");
            }
            return copy(in, out);
        }, 5);
        queue.run(2, Progress.none());
        assertThat(queue.jobs()).extracting(BatchJob::state).containsExactly(BatchJob.State.DONE, BatchJob.State.FAILED, BatchJob.State.FAILED,
                BatchJob.State.DONE, BatchJob.State.DONE);
        assertThat(queue.jobs().get(1).problem()).isEqualTo("in-1 is bad.");
        assertThat(queue.jobs().get(2).problem()).contains("in-2").endsWith(".");
        assertThat(queue.status()).satisfies(s -> {
            assertThat(s.done()).isEqualTo(3);
            assertThat(s.failed()).isEqualTo(2);
            assertThat(s.megapixels()).isEqualTo(1.5);
            assertThat(s.timeLeft()).hasValue(Duration.ZERO);
        });
    }

    @Test
    void failedFilesAreTriedAgainOnDemand() {
        AtomicInteger attempts = new AtomicInteger();
        BatchQueue queue = queue((in, out, p) -> {
            if (attempts.incrementAndGet() == 1) {
                throw new UserException("not yet.");
            }
            return copy(in, out);
        }, 1);
        queue.run(1, Progress.none());
        assertThat(queue.jobs().getFirst().state()).isEqualTo(BatchJob.State.FAILED);
        queue.retryFailed();
        queue.run(1, Progress.none());
        assertThat(queue.jobs().getFirst().state()).isEqualTo(BatchJob.State.DONE);
        assertThat(queue.jobs().getFirst().problem()).isEmpty();
    }

    @Test
    void aFileIsTakenOutUnlessItIsUnderWay() {
        BatchQueue[] self = new BatchQueue[1];
        self[0] = queue((in, out, p) -> {
            assertThat(self[0].remove(0)).isFalse();
            assertThat(self[0].remove(1)).isTrue();
            return copy(in, out);
        }, 2);
        self[0].run(1, Progress.none());
        assertThat(worked).hasSize(1);
        assertThat(self[0].jobs()).extracting(BatchJob::id).containsExactly(0);
        assertThat(self[0].add(input("later"), root.resolve("later-out")).id()).isEqualTo(2);
    }

    @Test
    void stoppingLeavesTheRestForALaterRun() {
        AtomicInteger done = new AtomicInteger();
        BatchQueue[] self = new BatchQueue[1];
        self[0] = queue((in, out, p) -> {
            if (done.incrementAndGet() == 3) {
                self[0].stop();
            }
            p.checkCancelled();
            return copy(in, out);
        }, 6);
        assertThatThrownBy(() -> self[0].run(1, Progress.none())).isInstanceOf(CancelledException.class);
        assertThat(self[0].jobs()).extracting(BatchJob::state).containsOnly(BatchJob.State.DONE, BatchJob.State.WAITING);
        assertThat(self[0].status().done()).isEqualTo(2);
        worked.clear();
        BatchQueue second = queue((in, out, p) -> copy(in, out), 6);
        second.run(1, Progress.none());
        assertThat(worked).hasSize(4);
        assertThat(second.status().skipped()).isEqualTo(2);
        assertThat(second.status().done()).isEqualTo(4);
    }

    @Test
    void nothingIsBegunWhilePaused() throws InterruptedException {
        CountDownLatch first = new CountDownLatch(1);
        BatchQueue[] self = new BatchQueue[1];
        self[0] = queue((in, out, p) -> {
            self[0].pause();
            first.countDown();
            return copy(in, out);
        }, 2);
        Thread runner = Thread.ofPlatform().start(() -> self[0].run(1, Progress.none()));
        assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
        runner.join(Duration.ofMillis(400));
        assertThat(runner.isAlive()).isTrue();
        assertThat(worked).hasSize(1);
        assertThat(self[0].isPaused()).isTrue();
        self[0].resume();
        // The second file pauses the queue once more, with nothing left to begin.
        runner.join(Duration.ofSeconds(10));
        assertThat(runner.isAlive()).isFalse();
        assertThat(worked).hasSize(2);
    }

    @Test
    void noMoreFilesAtOnceThanThreads() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        BatchQueue queue = queue((in, out, p) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                Thread.sleep(30);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            now.decrementAndGet();
            return copy(in, out);
        }, 8);
        queue.run(3, Progress.none());
        assertThat(most.get()).isEqualTo(3);
    }

    @Test
    void listenersHearEachChange() {
        BatchQueue queue = queue((in, out, p) -> copy(in, out), 2);
        List<BatchJob.State> states = Collections.synchronizedList(new ArrayList<>());
        queue.addListener(job -> states.add(job.state()));
        queue.run(1, Progress.none());
        assertThat(states).containsExactly(BatchJob.State.RUNNING, BatchJob.State.DONE, BatchJob.State.RUNNING, BatchJob.State.DONE);
    }

    @Test
    void aThousandFilesAreDone() {
        BatchQueue queue = queue((in, out, p) -> copy(in, out), 1000);
        queue.run(4, Progress.none());
        assertThat(queue.status().done()).isEqualTo(1000);
    }

    @Test
    void anInputIsNeverItsOwnOutput() {
        BatchQueue queue = new BatchQueue((in, out, p) -> copy(in, out), true);
        Path same = input("same");
        queue.add(same, root.resolve("./same"));
        queue.run(1, Progress.none());
        assertThat(queue.jobs().getFirst().state()).isEqualTo(BatchJob.State.FAILED);
        assertThat(worked).isEmpty();
    }

    @Test
    void listenersHearOfChangesInOrderAndOutsideOfTheLock() throws InterruptedException {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch answered = new CountDownLatch(20);
        BatchQueue queue = new BatchQueue((in, out, p) -> copy(in, out), false);
        queue.addListener(job -> {
            heard.add(job.id() + " " + job.state());
            // Whoever asks on another thread and waits for it would never end under the queue's lock.
            Thread asking = Thread.ofPlatform().start(queue::status);
            try {
                if (asking.join(Duration.ofSeconds(5))) {
                    answered.countDown();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        for (int i = 0; i < 8; i++) {
            queue.add(input("in-" + i), root.resolve("out/" + i));
        }
        queue.run(3, Progress.none());
        assertThat(answered.await(1, TimeUnit.SECONDS)).isTrue();
        assertThat(heard).hasSize(24);
        for (int i = 0; i < 8; i++) {
            assertThat(heard).containsSubsequence(i + " WAITING", i + " RUNNING", i + " DONE");
        }
    }
}
