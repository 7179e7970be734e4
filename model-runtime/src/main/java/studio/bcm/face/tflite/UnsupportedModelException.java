package studio.bcm.face.tflite;

import java.util.NoSuchElementException;
import java.util.function.Supplier;

/** A TFLite file that is damaged, or that uses something which the converter does not know. */
public final class UnsupportedModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsupportedModelException(String message) {
        super(message);
    }

    private UnsupportedModelException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Runs code that trusts the indices and shapes in a file. */
    static <T> T guarded(Supplier<T> code) {
        try {
            return code.get();
        } catch (IndexOutOfBoundsException | NullPointerException | ArithmeticException | NoSuchElementException e) {
            throw new UnsupportedModelException("the TFLite file is damaged", e);
        }
    }
}
