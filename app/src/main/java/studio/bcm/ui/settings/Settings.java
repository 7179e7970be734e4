package studio.bcm.ui.settings;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
 * @param export        how a picture was exported last
 * @param batch         how the batch works
 * @param presets       ways of working of the batch that were given names
 * @param scale         of all words and controls; 1 unless set
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@RecordBuilder
public record Settings(int schemaVersion, Theme theme, String language, String device, String model, String exportFolder,
        String cudaFolder, WindowPlace window, List<String> recent, String page, ExportChoice export, BatchSettings batch,
        Map<String, BatchSettings> presets, double scale) implements SettingsBuilder.With {
    public static final int SCHEMA_VERSION = 1;
    public static final double LEAST_SCALE = 0.75;
    static final double MOST_SCALE = 2;
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
        export = export == null ? ExportChoice.STANDARD : export;
        batch = batch == null ? BatchSettings.STANDARD : batch;
        presets = presets == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(presets));
        scale = scale == 0 ? 1 : Math.clamp(scale, LEAST_SCALE, MOST_SCALE);
    }

    public static Settings standard() {
        return new Settings(SCHEMA_VERSION, null, null, null, null, null, null, null, null, null, null, null, null, 0);
    }

    /** With a way of working under a name, or without it for null. */
    public Settings withPreset(String name, BatchSettings value) {
        Map<String, BatchSettings> others = new LinkedHashMap<>(presets);
        if (value == null) {
            others.remove(name);
        } else {
            others.put(name, value);
        }
        return withPresets(others);
    }

    /** With a file at the head of the list. */
    public Settings withRecent(String file) {
        List<String> files = new ArrayList<>(recent);
        files.remove(file);
        files.addFirst(file);
        return withRecent(files.subList(0, Math.min(files.size(), MOST_RECENT)));
    }

    /** Without a file that has gone. */
    public Settings withoutRecent(String file) {
        List<String> files = new ArrayList<>(recent);
        files.remove(file);
        return withRecent(files);
    }
}
