package studio.bcm.ui.shell;

import org.jspecify.annotations.Nullable;

/**
 * A message to the user.
 *
 * @param text        one or two sentences
 * @param actionLabel of a button, or empty for none
 * @param action      what the button does, or null
 */
public record Message(Kind kind, String text, String actionLabel, @Nullable Runnable action) {
    /** How much it matters. */
    public enum Kind { INFO, SUCCESS, WARNING, ERROR }

    public static Message of(Kind kind, String text) {
        return new Message(kind, text, "", null);
    }
}
