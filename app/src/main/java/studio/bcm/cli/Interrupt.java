package studio.bcm.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;

/** Turns Ctrl-C into cancelling, and gives the operation time to put away its unfinished files before the process ends. */
final class Interrupt implements AutoCloseable {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    /** @param patience how long an operation may take to stop */
    Interrupt(AtomicBoolean cancelled, Duration patience) {
        hook = new Thread(() -> {
            cancelled.set(true);
            try {
                ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "cancel");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LoggerFactory.getLogger(Interrupt.class).debug("the process is ending by that very hook", e);
        }
    }
}
