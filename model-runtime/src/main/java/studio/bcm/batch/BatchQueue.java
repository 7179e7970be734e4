package studio.bcm.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.UserException;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;

/**
 * Works through many files with a few threads. One bad file stops nothing; outputs that are there already are skipped, so
 * that a batch which was stopped goes on where it stopped when it is started again. Knows no screen: whoever shows it
 * listens to its jobs. Thread-safe.
 */
public final class BatchQueue {
    private static final Logger LOG = LoggerFactory.getLogger(BatchQueue.class);

    private final BatchWork work;
    private final BooleanSupplier overwrite;
    private final NavigableMap<Integer, BatchJob> jobs = new TreeMap<>();
    private final List<Consumer<BatchJob>> listeners = new CopyOnWriteArrayList<>();
    private final Queue<BatchJob> changes = new ConcurrentLinkedQueue<>();
    private final AtomicInteger untold = new AtomicInteger();
    private int nextId;
    private boolean paused;
    private volatile boolean stopping;
    private boolean running;
    private long activeNanos;
    private long activeSince;

    /**
     * @param work      to do with each file
     * @param overwrite whether outputs that are there already are made anew; inputs are never overwritten
     */
    public BatchQueue(BatchWork work, boolean overwrite) {
        this(work, () -> overwrite);
    }

    /** The same, asked again for each file. */
    public BatchQueue(BatchWork work, BooleanSupplier overwrite) {
        this.work = work;
        this.overwrite = overwrite;
    }

    /** Puts a file at the end of the queue, also while it runs. */
    public BatchJob add(Path input, Path output) {
        BatchJob job;
        synchronized (this) {
            job = replace(BatchJob.waiting(nextId++, input, output, size(input)));
            notifyAll();
        }
        tell();
        return job;
    }

    /** Hears of each change of a job in their order, from one of the threads that make them and outside of all locks. */
    public void addListener(Consumer<BatchJob> listener) {
        listeners.add(listener);
    }

    /** All jobs as they stand now. */
    public synchronized List<BatchJob> jobs() {
        return List.copyOf(jobs.values());
    }

    /**
     * Takes a file out.
     *
     * @return false where it is under way and stays
     */
    public synchronized boolean remove(int id) {
        BatchJob job = jobs.get(id);
        if (job != null && job.state() == BatchJob.State.RUNNING) {
            return false;
        }
        jobs.remove(id);
        return true;
    }

    /** No further file is begun until {@link #resume()}; those under way are finished. */
    public synchronized void pause() {
        if (!paused) {
            paused = true;
            stopClock();
        }
    }

    /** Goes on after {@link #pause()}. */
    public synchronized void resume() {
        if (paused) {
            paused = false;
            startClock();
            notifyAll();
        }
    }

    public synchronized boolean isPaused() {
        return paused;
    }

    /** Stops the files under way, which leaves nothing of them, and lets {@link #run} return. */
    public synchronized void stop() {
        stopping = true;
        notifyAll();
    }

    /** Puts the files that failed back to waiting. */
    public void retryFailed() {
        synchronized (this) {
            for (BatchJob job : List.copyOf(jobs.values())) {
                if (job.state() == BatchJob.State.FAILED) {
                    replace(job.waitingAgain());
                }
            }
            notifyAll();
        }
        tell();
    }

    /** How far it is. */
    public synchronized BatchStatus status() {
        int done = 0;
        int skipped = 0;
        int failed = 0;
        double megapixels = 0;
        long bytesDone = 0;
        long bytesLeft = 0;
        for (BatchJob job : jobs.values()) {
            switch (job.state()) {
                case DONE -> {
                    done++;
                    megapixels += job.result().megapixels();
                    bytesDone += job.inputBytes();
                }
                case SKIPPED -> skipped++;
                case FAILED -> failed++;
                default -> bytesLeft += job.inputBytes();
            }
        }
        Duration elapsed = Duration.ofNanos(activeNanos + (running && !paused ? System.nanoTime() - activeSince : 0));
        Optional<Duration> left = bytesDone == 0 ? Optional.empty()
                : Optional.of(Duration.ofMillis(Math.round(elapsed.toMillis() * ((double) bytesLeft / bytesDone))));
        return new BatchStatus(jobs.size(), done, skipped, failed, megapixels, elapsed, left);
    }

    /**
     * Works through the queue and returns when nothing is waiting any more.
     *
     * @param threads  files worked on at once, at least 1
     * @param progress notified after each file; its cancelling is {@link #stop()}
     * @throws CancelledException when it was stopped
     */
    public void run(int threads, Progress progress) {
        synchronized (this) {
            if (running) {
                throw new IllegalStateException("the queue runs already");
            }
            running = true;
            stopping = false;
            activeNanos = 0;
            startClock();
        }
        List<Thread> workers = new ArrayList<>();
        try {
            for (int i = 1; i < threads; i++) {
                workers.add(Thread.ofPlatform().name("batch-" + i).start(() -> workThrough(progress)));
            }
            workThrough(progress);
            for (Thread worker : workers) {
                worker.join();
            }
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
        } finally {
            synchronized (this) {
                stopClock();
                running = false;
            }
        }
        if (stopping || progress.isCancelled()) {
            throw new CancelledException();
        }
    }

    private void workThrough(Progress progress) {
        Progress each = new Progress() {
            @Override
            public void report(long done, long total, String message) {
                // Files are the unit here.
            }

            @Override
            public void note(String message) {
                progress.note(message);
            }

            @Override
            public boolean isCancelled() {
                return stopping || progress.isCancelled();
            }
        };
        for (BatchJob job = next(each); job != null; job = next(each)) {
            tell();
            finish(attempt(job, each));
            tell();
            BatchStatus status = status();
            progress.report(status.finished(), Math.max(1, status.files()), "");
        }
    }

    private synchronized BatchJob next(Progress progress) {
        while (true) {
            if (progress.isCancelled()) {
                return null;
            }
            Optional<BatchJob> waiting = jobs.values().stream().filter(j -> j.state() == BatchJob.State.WAITING).findFirst();
            if (waiting.isEmpty()) {
                return null;
            }
            if (!paused) {
                return replace(waiting.get().running());
            }
            try {
                wait(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
    }

    private BatchJob attempt(BatchJob job, Progress progress) {
        long start = System.nanoTime();
        try {
            if (sameFile(job.input(), job.output())) {
                throw new UserException(job.input() + " would be overwritten by its own result; choose another folder.");
            }
            if (!overwrite.getAsBoolean() && Files.exists(job.output())) {
                return job.skipped(size(job.output()));
            }
            BatchResult result = work.process(job.input(), job.output(), progress);
            return job.done(result, size(job.output()), Duration.ofNanos(System.nanoTime() - start));
        } catch (CancelledException e) {
            return job.waitingAgain();
        } catch (UserException e) {
            LOG.debug("{} failed", job.input(), e);
            if (!overwrite.getAsBoolean() && !sameFile(job.input(), job.output()) && Files.exists(job.output())) {
                // It was not there before: another program works on the same files.
                return job.skipped(size(job.output()));
            }
            return job.failed(e.getMessage(), Duration.ofNanos(System.nanoTime() - start));
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.debug("{} failed", job.input(), e);
            return job.failed(job.input() + " could not be worked on: " + (e instanceof OutOfMemoryError
                    ? "there is not enough memory" : e.toString()) + ".", Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private synchronized void finish(BatchJob job) {
        replace(job);
    }

    /** The caller holds the lock, and tells when it has let go of it. */
    private BatchJob replace(BatchJob job) {
        jobs.put(job.id(), job);
        changes.add(job);
        return job;
    }

    /** One thread at a time tells what is there, and whoever comes meanwhile leaves its own to that one. */
    private void tell() {
        int seen = untold.getAndIncrement() == 0 ? 1 : 0;
        while (seen != 0) {
            for (BatchJob job = changes.poll(); job != null; job = changes.poll()) {
                tell(job);
            }
            seen = untold.addAndGet(-seen);
        }
    }

    private void tell(BatchJob job) {
        for (Consumer<BatchJob> listener : listeners) {
            try {
                listener.accept(job);
            } catch (RuntimeException e) {
                LOG.warn("a listener failed", e);
            }
        }
    }

    private void startClock() {
        activeSince = System.nanoTime();
    }

    private void stopClock() {
        if (running) {
            activeNanos += System.nanoTime() - activeSince;
            activeSince = System.nanoTime();
        }
    }

    private static boolean sameFile(Path a, Path b) {
        try {
            return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize())
                    || Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b);
        } catch (IOException e) {
            LOG.debug("cannot compare {} with {}", a, b, e);
            return false;
        }
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            LOG.debug("no size of {}", file, e);
            return 0;
        }
    }
}
