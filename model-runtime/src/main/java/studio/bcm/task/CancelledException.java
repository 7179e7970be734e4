package studio.bcm.task;

/** Thrown out of an operation that was asked to stop. Nothing half-done is left behind. */
public final class CancelledException extends RuntimeException {
    public CancelledException() {
        super("cancelled");
    }
}
