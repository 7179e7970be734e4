package studio.bcm.model;

/**
 * Thrown by {@link FallbackFunction} when not even one picture of the size asked for fits the device. The caller cuts the
 * picture into tiles of at most {@link #suggestedHeight()}×{@link #suggestedWidth()} and asks again; what it has finished
 * with larger tiles stays valid.
 */
public final class TileTooLargeException extends RuntimeException {
    private final int suggestedHeight;
    private final int suggestedWidth;

    /**
     * @param suggestedHeight rows to try next
     * @param suggestedWidth  columns to try next
     * @param cause           what the device said
     */
    public TileTooLargeException(int suggestedHeight, int suggestedWidth, Throwable cause) {
        super("a tile must be at most " + suggestedWidth + "×" + suggestedHeight + " pixels on this device", cause);
        this.suggestedHeight = suggestedHeight;
        this.suggestedWidth = suggestedWidth;
    }

    /** Rows to try next: a multiple of the function's size multiple, less than was asked for. */
    public int suggestedHeight() {
        return suggestedHeight;
    }

    /** Columns to try next: a multiple of the function's size multiple, at most what was asked for. */
    public int suggestedWidth() {
        return suggestedWidth;
    }
}
