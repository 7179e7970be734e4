package studio.bcm.ui.batch;

import java.nio.file.Path;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import studio.bcm.ui.image.Raster;

/** A file of the queue. */
public final class BatchRow {
    /** Where a file is on its way. */
    public enum State { WAITING, RUNNING, DONE, SKIPPED, FAILED }

    private final int id;
    private final Path file;
    private final Path result;
    private final ObjectProperty<State> state = new SimpleObjectProperty<>(State.WAITING);
    private final StringProperty detail = new SimpleStringProperty("");
    private final DoubleProperty seconds = new SimpleDoubleProperty(-1);
    private final ObjectProperty<Raster> before = new SimpleObjectProperty<>();
    private final ObjectProperty<Raster> after = new SimpleObjectProperty<>();

    /**
     * A file that waits.
     *
     * @param id     by which the queue knows it
     * @param result where the restored picture goes
     */
    public BatchRow(int id, Path file, Path result) {
        this.id = id;
        this.file = file;
        this.result = result;
    }

    public int id() {
        return id;
    }

    public Path file() {
        return file;
    }

    public Path result() {
        return result;
    }

    public ObjectProperty<State> stateProperty() {
        return state;
    }

    /** What was found, such as the JPEG quality, or why it failed. */
    public StringProperty detailProperty() {
        return detail;
    }

    /** It took; −1 before. */
    DoubleProperty secondsProperty() {
        return seconds;
    }

    /** Thumbnail; null before it was read. */
    public ObjectProperty<@Nullable Raster> beforeProperty() {
        return before;
    }

    public ObjectProperty<Raster> afterProperty() {
        return after;
    }
}
