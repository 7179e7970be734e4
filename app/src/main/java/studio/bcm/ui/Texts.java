package studio.bcm.ui;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/** The words of the window in the user's language. English is complete; what another language lacks is shown in English. */
public final class Texts {
    private static final String BUNDLE = "studio.bcm.ui.strings";
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
    private static volatile ResourceBundle bundle = ResourceBundle.getBundle(BUNDLE, Locale.ROOT, NO_FALLBACK);
    private static volatile Locale locale = Locale.ENGLISH;

    /** Languages that there are words for. */
    public static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.GERMAN);

    private Texts() {
    }

    /**
     * Chooses the language.
     *
     * @param tag a language tag such as {@code de}, or empty for the system's
     */
    public static void use(String tag) {
        locale = tag.isEmpty() ? Locale.getDefault() : Locale.forLanguageTag(tag);
        bundle = ResourceBundle.getBundle(BUNDLE, locale, NO_FALLBACK);
    }

    /** For numbers and dates. */
    public static Locale locale() {
        return locale;
    }

    /** The words of a key. */
    public static String of(String key) {
        return bundle.getString(key);
    }

    /** The words of a key with arguments put in, as {@link MessageFormat} does. */
    public static String of(String key, Object... arguments) {
        return new MessageFormat(bundle.getString(key), locale).format(arguments);
    }
}
