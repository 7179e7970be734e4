package studio.bcm.ui.shell;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.application.ColorScheme;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The system's preferences as JavaFX reports them. */
final class SystemSchemeTest {
    private final ObservableMap<String, Object> preferences = FXCollections.observableHashMap();
    private final ObjectProperty<ColorScheme> byColours = new SimpleObjectProperty<>(ColorScheme.LIGHT);

    @Test
    void elsewhereThanUnderGtkTheColoursTellIt() {
        byColours.set(ColorScheme.DARK);
        ObservableValue<ColorScheme> scheme = new SystemScheme(preferences, byColours).schemeProperty();
        assertThat(scheme.getValue()).isEqualTo(ColorScheme.DARK);
        byColours.set(ColorScheme.LIGHT);
        assertThat(scheme.getValue()).isEqualTo(ColorScheme.LIGHT);
        preferences.put("Windows.SPI.HighContrast", true);
        assertThat(scheme.getValue()).isEqualTo(ColorScheme.LIGHT);
    }

    /** In the order in which JavaFX 26 reports the changes of GTK's theme: its colours are those of the theme before. */
    @Test
    void underGtkColoursThatAreOneChangeBehindAreNotBelieved() {
        preferences.put("GTK.theme_name", "Adwaita");
        ObservableValue<ColorScheme> scheme = new SystemScheme(preferences, byColours).schemeProperty();
        preferences.put("GTK.theme_name", "Adwaita-dark");
        assertThat(scheme.getValue()).isEqualTo(ColorScheme.DARK);
        byColours.set(ColorScheme.DARK);
        preferences.put("GTK.theme_name", "Adwaita");
        assertThat(scheme.getValue()).isEqualTo(ColorScheme.LIGHT);
        byColours.set(ColorScheme.LIGHT);
        preferences.put("GTK.theme_name", "Yaru-blue-dark");
        assertThat(scheme.getValue()).isEqualTo(ColorScheme.DARK);
    }

    @ParameterizedTest
    @CsvSource({"Adwaita,LIGHT", "Adwaita-dark,DARK", "Breeze-Dark,DARK", "HighContrastInverse,DARK", "Mint-Y-Dark-Aqua,DARK",
        "Darkroom,LIGHT", "Arc:dark,DARK", "Pop,LIGHT"})
    void darkFormsOfThemesAreNamedSo(String name, ColorScheme expected) {
        ObservableValue<ColorScheme> scheme = new SystemScheme(preferences, byColours).schemeProperty();
        preferences.put("GTK.theme_name", name);
        assertThat(scheme.getValue()).isEqualTo(expected);
    }
}
