package studio.bcm.ui;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import javafx.application.Application;
import studio.bcm.ui.settings.SettingsFile;
import studio.bcm.ui.settings.UserFolders;

/** Opens the window. A class of its own because JavaFX refuses to start from an Application on the class path. */
public final class Launcher {
    // Held on to: loggers are collected otherwise, and their level with them.
    private static final Logger JAVAFX = Logger.getLogger("javafx");

    private static final List<String> SCALES = List.of("glass.gtk.uiScale", "glass.win.uiScale");

    private Launcher() {
    }

    /**
     * Opens the window and returns when it is closed.
     *
     * @param args files to open: pictures, folders, models, projects
     */
    public static void launch(String... args) {
        // Pictures are decoded with AWT's classes, which must not open a display of their own beside JavaFX's.
        System.setProperty("java.awt.headless", "true");
        // JavaFX warns of being on the class path, about which a user can do nothing.
        JAVAFX.setLevel(Level.SEVERE);
        scale(new SettingsFile(UserFolders.standard().settingsFile()).read().scale());
        Application.launch(BcmStudioApp.class, args);
    }

    /** JavaFX asks for it once, before its first window; unless it is chosen, the system says how large things are. */
    private static void scale(double chosen) {
        if (chosen != 1) {
            SCALES.forEach(name -> System.setProperty(name, Double.toString(chosen)));
        }
    }

    public static void main(String[] args) {
        launch(args);
    }
}
