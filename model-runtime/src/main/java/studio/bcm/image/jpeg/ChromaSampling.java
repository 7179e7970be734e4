package studio.bcm.image.jpeg;

import java.util.Locale;
import java.util.Optional;

/** How much coarser than luma a JPEG file keeps its colour. */
public enum ChromaSampling {
    /** Colour at every pixel. */
    S444("4:4:4", 1, 1),
    /** Colour at every second column. */
    S422("4:2:2", 2, 1),
    /** Colour at every second column and row: what cameras and websites use most. */
    S420("4:2:0", 2, 2),
    /** Colour at every fourth column. */
    S411("4:1:1", 4, 1),
    /** Colour at every second row. */
    S440("4:4:0", 1, 2);

    private final String title;
    private final int horizontal;
    private final int vertical;

    ChromaSampling(String title, int horizontal, int vertical) {
        this.title = title;
        this.horizontal = horizontal;
        this.vertical = vertical;
    }

    /** The usual name, such as "4:2:0". */
    public String title() {
        return title;
    }

    /** Luma columns for each chroma column: 1, 2 or 4. */
    public int horizontal() {
        return horizontal;
    }

    /** Luma rows for each chroma row: 1 or 2. */
    public int vertical() {
        return vertical;
    }

    /** The sampling with these factors; empty if there is no name for it. */
    public static Optional<ChromaSampling> of(int horizontal, int vertical) {
        for (ChromaSampling sampling : values()) {
            if (sampling.horizontal == horizontal && sampling.vertical == vertical) {
                return Optional.of(sampling);
            }
        }
        return Optional.empty();
    }

    /** The sampling of a name such as "4:2:0" or "420". */
    public static Optional<ChromaSampling> parse(String text) {
        String digits = text.toLowerCase(Locale.ROOT).replace(":", "");
        for (ChromaSampling sampling : values()) {
            if (sampling.title.replace(":", "").equals(digits)) {
                return Optional.of(sampling);
            }
        }
        return Optional.empty();
    }
}
