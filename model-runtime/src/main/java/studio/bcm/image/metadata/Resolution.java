package studio.bcm.image.metadata;

import java.util.Optional;

/**
 * How large a picture is meant to be printed, or the shape of its pixels alone.
 *
 * @param horizontal dots per inch, or any measure where {@code absolute} is false; greater than 0
 * @param vertical   the same down the picture
 * @param absolute   whether these are dots per inch; else only their ratio means something
 */
public record Resolution(double horizontal, double vertical, boolean absolute) {
    /** Centimetres in an inch. */
    public static final double CENTIMETRES = 2.54;
    private static final double METRES = 0.0254;
    private static final double GREATEST = 1e6;

    /** A resolution as a file states it; empty for values that are none, and for square pixels of unknown size. */
    public static Optional<Resolution> of(double horizontal, double vertical, boolean absolute) {
        boolean sound = horizontal > 0 && vertical > 0 && horizontal <= GREATEST && vertical <= GREATEST;
        return sound && (absolute || horizontal != vertical)
                ? Optional.of(new Resolution(tidy(horizontal), tidy(vertical), absolute)) : Optional.empty();
    }

    /** From dots per metre, as PNG and BMP count. */
    static Optional<Resolution> ofMetres(double horizontal, double vertical) {
        return of(horizontal * METRES, vertical * METRES, true);
    }

    /** 300 dpi are 11811 dots per metre, which are 299.9994 dpi: what was meant is the whole number. */
    private static double tidy(double value) {
        double whole = Math.rint(value);
        return whole > 0 && Math.abs(value - whole) < 0.02 ? whole : value;
    }

    /** Dots per metre across. */
    public int horizontalPerMetre() {
        return (int) Math.round(horizontal / METRES);
    }

    /** Dots per metre down. */
    public int verticalPerMetre() {
        return (int) Math.round(vertical / METRES);
    }

    /** That of the picture turned by 90 degrees. */
    Resolution turned() {
        return new Resolution(vertical, horizontal, absolute);
    }
}
