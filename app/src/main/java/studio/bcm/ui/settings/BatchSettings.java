package studio.bcm.ui.settings;

import io.soabase.recordbuilder.core.RecordBuilder;
import studio.bcm.ui.document.Choices;

/**
 * How the batch works.
 *
 * @param restore   strength, texture and care
 * @param write     format, quality, size, metadata and names of the results
 * @param overwrite whether results that are there already are made anew instead of skipped
 * @param times     whether results get the time of their originals
 * @param enlarges  whether files are enlarged, instead of only restored
 * @param enlarge   by how much, and how, where they are
 */
@RecordBuilder
public record BatchSettings(Choices.Restore restore, ExportChoice write, boolean overwrite, boolean times, boolean enlarges,
        Choices.Enlarge enlarge) implements BatchSettingsBuilder.With {
    public static final BatchSettings STANDARD = new BatchSettings(null, null, false, false, false, null);

    public BatchSettings {
        restore = restore == null ? Choices.standard().restore() : restore;
        enlarge = enlarge == null ? Choices.standard().enlarge() : enlarge;
        write = write == null ? ExportChoice.STANDARD.withPattern("{name}") : write;
    }
}
