package studio.bcm.ui.settings;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.ArrayList;
import java.util.List;

/**
 * What the window remembers between two starts.
 *
 * @param schemaVersion version of this layout
 * @param theme         system, light or dark
 * @param language      a language tag, or empty for the system's
 * @param device        auto, cuda, cuda:N or cpu
 * @param model         name of a pack, or empty for the default one
 * @param exportFolder  where exports go first, or empty
 * @param cudaFolder    where to look for CUDA's libraries, or empty for the usual places
 * @param window        where the window was
 * @param recent        files opened last, newest first
 * @param page          that was shown
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Settings(int schemaVersion, Theme theme, String language, String device, String model, String exportFolder,
        String cudaFolder, WindowPlace window, List<String> recent, String page) {
    public static final int SCHEMA_VERSION = 1;
    private static final int MOST_RECENT = 12;

    /** Light or dark. */
    public enum Theme { SYSTEM, LIGHT, DARK }

    /** Outer bounds of the window in screen units. */
    public record WindowPlace(double x, double y, double width, double height, boolean maximised) {
    }

    public Settings {
        theme = theme == null ? Theme.SYSTEM : theme;
        language = language == null ? "" : language;
        device = device == null ? "auto" : device;
        model = model == null ? "" : model;
        exportFolder = exportFolder == null ? "" : exportFolder;
        cudaFolder = cudaFolder == null ? "" : cudaFolder;
        recent = recent == null ? List.of() : List.copyOf(recent);
        page = page == null ? "" : page;
    }

    public static Settings standard() {
        return new Settings(SCHEMA_VERSION, null, null, null, null, null, null, null, null, null);
    }

    public Settings withTheme(Theme value) {
        return new Settings(schemaVersion, value, language, device, model, exportFolder, cudaFolder, window, recent, page);
    }

    public Settings withLanguage(String value) {
        return new Settings(schemaVersion, theme, value, device, model, exportFolder, cudaFolder, window, recent, page);
    }

    public Settings withDevice(String value) {
        return new Settings(schemaVersion, theme, language, value, model, exportFolder, cudaFolder, window, recent, page);
    }

    public Settings withModel(String value) {
        return new Settings(schemaVersion, theme, language, device, value, exportFolder, cudaFolder, window, recent, page);
    }

    public Settings withExportFolder(String value) {
        return new Settings(schemaVersion, theme, language, device, model, value, cudaFolder, window, recent, page);
    }

    public Settings withCudaFolder(String value) {
        return new Settings(schemaVersion, theme, language, device, model, exportFolder, value, window, recent, page);
    }

    public Settings withWindow(WindowPlace value) {
        return new Settings(schemaVersion, theme, language, device, model, exportFolder, cudaFolder, value, recent, page);
    }

    public Settings withPage(String value) {
        return new Settings(schemaVersion, theme, language, device, model, exportFolder, cudaFolder, window, recent, value);
    }

    /** With a file at the head of the list. */
    public Settings withRecent(String file) {
        List<String> files = new ArrayList<>(recent);
        files.remove(file);
        files.addFirst(file);
        return new Settings(schemaVersion, theme, language, device, model, exportFolder, cudaFolder, window,
                files.subList(0, Math.min(files.size(), MOST_RECENT)), page);
    }

    /** Without a file that has gone. */
    public Settings withoutRecent(String file) {
        List<String> files = new ArrayList<>(recent);
        files.remove(file);
        return new Settings(schemaVersion, theme, language, device, model, exportFolder, cudaFolder, window, files, page);
    }
}
