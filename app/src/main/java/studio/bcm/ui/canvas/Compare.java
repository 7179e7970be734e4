package studio.bcm.ui.canvas;

import java.util.Locale;

/** How a picture and what became of it are shown. */
public enum Compare {
    /** What became of it alone. */
    AFTER,
    /** Before on the left of a line that can be dragged, after on its right. */
    SPLIT,
    /** The same part of both. */
    SIDE_BY_SIDE,
    /** One after the other in turn. */
    FLICKER,
    /** One through the other. */
    ONION;

    /** Part of the keys of its words. */
    public String key() {
        return "compare." + name().toLowerCase(Locale.ROOT);
    }
}
