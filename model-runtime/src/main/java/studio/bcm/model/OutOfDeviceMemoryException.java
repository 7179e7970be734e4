package studio.bcm.model;

/**
 * An evaluation did not fit the memory of its device. The model is still usable: a smaller batch or tile may fit.
 * {@link FallbackFunction} reacts to it.
 */
public final class OutOfDeviceMemoryException extends RuntimeException {
    public OutOfDeviceMemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
