package studio.bcm.ui.shell;

import java.util.Locale;

/** What the window can show. */
public enum Page {
    START, INTERPOLATE, RESAMPLE, RESTORE, ENLARGE, INVERT, INPAINT, BATCH, MODELS, DOCTOR, SETTINGS;

    /** Whether it edits the open document. */
    boolean edits() {
        return switch (this) {
            case INTERPOLATE, RESAMPLE, RESTORE, ENLARGE, INVERT, INPAINT -> true;
            case START, BATCH, MODELS, DOCTOR, SETTINGS -> false;
        };
    }

    /** Part of the keys of its words. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
