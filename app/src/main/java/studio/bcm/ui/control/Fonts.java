package studio.bcm.ui.control;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import javafx.scene.text.Font;

/** The typeface of the window, Inter, which looks the same on every system. Letters that it lacks come from the system's. */
public final class Fonts {
    public static final String FAMILY = "Inter";
    private static final String FOLDER = "/com/formdev/flatlaf/fonts/inter/";
    private static final List<String> FILES = List.of("Inter-Regular.otf", "Inter-Bold.otf", "Inter-SemiBold.otf");
    private static boolean loaded;

    private Fonts() {
    }

    /** Makes the typeface known to style sheets. */
    public static synchronized void load() {
        if (loaded) {
            return;
        }
        loaded = true;
        for (String file : FILES) {
            try (InputStream in = Fonts.class.getResourceAsStream(FOLDER + file)) {
                if (Font.loadFont(in, 13) == null) {
                    throw new IllegalStateException(file + " is no font");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
