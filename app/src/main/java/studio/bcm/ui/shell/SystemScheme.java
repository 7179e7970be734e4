package studio.bcm.ui.shell;

import java.util.regex.Pattern;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import javafx.collections.MapChangeListener;
import javafx.collections.ObservableMap;

/**
 * Whether the system is light or dark, while it changes. JavaFX shows it by the colours of the system's theme. Under GTK it reads
 * those before GTK has taken over a new theme, so that it is one change behind; there the theme's name shows it, which by
 * convention ends in {@code -dark} for the dark form of a theme.
 */
public final class SystemScheme {
    private static final String GTK_THEME = "GTK.theme_name";
    private static final Pattern DARK = Pattern.compile("(?i).*([-_:. ]dark([-_:. ].*)?|Inverse)");

    private final ReadOnlyObjectWrapper<ColorScheme> scheme;

    SystemScheme(ObservableMap<String, Object> preferences, ObservableValue<ColorScheme> byColours) {
        scheme = new ReadOnlyObjectWrapper<>(byColours.getValue());
        byColours.addListener((o, before, now) -> scheme.set(now));
        // Reported after the colours of the same change, so that the name has the last word.
        preferences.addListener((MapChangeListener<String, Object>) change -> {
            if (change.getKey().equals(GTK_THEME) && change.getValueAdded() instanceof String name) {
                scheme.set(DARK.matcher(name).matches() ? ColorScheme.DARK : ColorScheme.LIGHT);
            }
        });
    }

    /** The system that the program runs on, followed as long as the value is held. */
    public static ObservableValue<ColorScheme> ofPlatform() {
        Platform.Preferences preferences = Platform.getPreferences();
        return new SystemScheme(preferences, preferences.colorSchemeProperty()).schemeProperty();
    }

    ObservableValue<ColorScheme> schemeProperty() {
        return scheme.getReadOnlyProperty();
    }
}
