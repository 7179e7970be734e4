package studio.bcm.onnx;

/** A graph that is not of the form that a tuned one is made from. The graph itself may still be run as it is. */
public final class UnsupportedGraphException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnsupportedGraphException(String message) {
        super(message);
    }

    public UnsupportedGraphException(String message, Throwable cause) {
        super(message, cause);
    }
}
