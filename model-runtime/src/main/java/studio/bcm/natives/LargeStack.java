package studio.bcm.natives;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Runs what needs a deep stack. ONNX Runtime 1.29 matches a regular expression against the whole command line of the process
 * when its environment is made, by recursion of about 250 bytes a character: a long class path, or some hundred files
 * named on the command line, overflow the 1 MiB of an ordinary thread and end the process without a word.
 */
final class LargeStack {
    /** Room for the longest command line that Linux allows (2 MiB); only what is used is ever backed by memory. */
    private static final long BYTES = 1L << 30;

    private LargeStack() {
    }

    /** The supplier's value; what it throws is thrown here. */
    public static <T> T call(Supplier<T> supplier) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.Builder.OfPlatform builder = Thread.ofPlatform().name("large-stack").stackSize(BYTES);
        builder.start(() -> {
            try {
                result.complete(supplier.get());
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException r -> throw r;
                case Error r -> throw r;
                case null, default -> throw e;
            }
        }
    }
}
