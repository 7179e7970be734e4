package studio.bcm.ui.batch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ChangeListener;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.SelectionMode;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextAlignment;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Thumbnail;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.shell.FileDialogs;
import studio.bcm.ui.shell.Page;
import studio.bcm.ui.shell.Rail;
import studio.bcm.ui.shell.StudioModel;

/** The queue of files and folders. */
public final class BatchPage extends BorderPane {
    private final StudioModel model;
    private final Consumer<String> browser;
    private final ListView<BatchRow> list;

    public BatchPage(StudioModel model, FileDialogs dialogs, Consumer<String> browser) {
        this.model = model;
        this.browser = browser;
        setId("batch-page");
        BatchModel batch = model.batch();
        Label words = Ui.quiet(Texts.of("batch.words"));
        VBox head = new VBox(4, Ui.heading("page." + Page.BATCH.key()), words);
        Button addFiles = Ui.button("batch.addFiles", "mdi2i-image-plus-outline", dialogs::open);
        Button addFolder = Ui.button("batch.addFolder", "mdi2f-folder-plus-outline",
                () -> dialogs.folder("dialog.addFolder", f -> batch.add(List.of(f))));
        Button into = Ui.button("batch.into", "mdi2f-folder-outline", () -> dialogs.folder("dialog.batchInto", batch.folderProperty()::set));
        into.textProperty().bind(Bindings.createStringBinding(() -> batch.folderProperty().get() == null ? Texts.of("batch.into")
                : batch.folderProperty().get().getFileName().toString(), batch.folderProperty()));
        HBox.setHgrow(head, Priority.ALWAYS);
        HBox tools = Ui.row(addFiles, addFolder, Ui.spacer(), into);
        VBox top = new VBox(2 * Ui.GRID, head, tools);
        top.setPadding(new Insets(3 * Ui.GRID, 3 * Ui.GRID, 2 * Ui.GRID, 3 * Ui.GRID));
        setTop(top);
        list = new ListView<>(batch.rows());
        list.setId("batch-list");
        list.getStyleClass().addAll("batch-list");
        list.setCellFactory(v -> new Cell());
        list.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        list.setAccessibleText(Texts.of("page.batch"));
        list.setPlaceholder(placeholder());
        list.setOnKeyPressed(e -> {
            if (e.getCode() == KeyCode.DELETE) {
                batch.remove(List.copyOf(list.getSelectionModel().getSelectedItems()));
            }
        });
        list.setOnMouseClicked(e -> {
            BatchRow row = list.getSelectionModel().getSelectedItem();
            if (e.getClickCount() == 2 && row != null && Files.exists(row.result())) {
                model.openCompared(row.file(), row.result());
            }
        });
        setCenter(list);
        setRight(new BatchInspector(model));
        setBottom(bottom(batch));
    }

    private static VBox placeholder() {
        var icon = Ui.icon(Rail.icon(Page.BATCH));
        icon.getStyleClass().add("empty-icon");
        Label title = new Label(Texts.of("batch.empty.title"));
        title.getStyleClass().add("empty-title");
        Label words = Ui.quiet(Texts.of("batch.empty"));
        words.setMaxWidth(360);
        words.setTextAlignment(TextAlignment.CENTER);
        words.setAlignment(Pos.CENTER);
        VBox box = new VBox(2 * Ui.GRID, icon, title, words);
        box.setAlignment(Pos.CENTER);
        return box;
    }

    private HBox bottom(BatchModel batch) {
        Button start = Ui.button("batch.start", "mdi2p-play", batch::start);
        start.getStyleClass().add("accent");
        start.disableProperty().bind(batch.anyWaitingProperty().not());
        Ui.visibleWhen(start, batch.runningProperty().not().or(batch.pausedProperty()).asObject());
        Button pause = Ui.button("batch.pause", "mdi2p-pause", batch::pause);
        Ui.visibleWhen(pause, batch.runningProperty().and(batch.pausedProperty().not()).asObject());
        Button stop = Ui.button("batch.stop", "mdi2s-stop", batch::stop);
        stop.disableProperty().bind(batch.runningProperty().not());
        Button retry = Ui.button("batch.retry", "mdi2r-refresh", batch::retryFailed);
        retry.disableProperty().bind(batch.anyFailedProperty().not());
        Button again = Ui.button("batch.again", "mdi2r-repeat", batch::runAgain);
        again.disableProperty().bind(batch.runningProperty().or(Bindings.isEmpty(batch.rows())));
        Button clear = Ui.button("batch.clear", "mdi2p-playlist-remove", batch::clear);
        Button folder = Ui.button("batch.openFolder", "mdi2f-folder-open-outline", this::openFolder);
        Label summary = new Label();
        summary.setId("batch-summary");
        summary.textProperty().bind(batch.summaryProperty());
        clear.disableProperty().bind(Bindings.isEmpty(batch.rows()));
        folder.disableProperty().bind(Bindings.isEmpty(batch.rows()));
        ProgressBar bar = new ProgressBar();
        bar.setId("batch-progress");
        bar.setPrefWidth(160);
        bar.setAccessibleText(Texts.of("page.batch"));
        bar.progressProperty().bind(batch.fractionProperty());
        Ui.visibleWhen(bar, batch.runningProperty().asObject());
        HBox row = Ui.row(start, pause, stop, retry, again, Ui.spacer(), bar, summary, folder, clear);
        row.getStyleClass().addAll("strip", "batch-strip");
        return row;
    }

    private void openFolder() {
        BatchRow row = list.getSelectionModel().getSelectedItem();
        if (row == null && !model.batch().rows().isEmpty()) {
            row = model.batch().rows().getFirst();
        }
        if (row == null) {
            return;
        }
        Path folder = row.result().getParent();
        if (Files.isDirectory(folder)) {
            browser.accept(folder.toUri().toString());
        } else {
            model.messages().info(Texts.of("batch.noResults"));
        }
    }

    private static final class Cell extends ListCell<BatchRow> {
        private final Thumbnail before = new Thumbnail(80, 60, 5);
        private final Thumbnail after = new Thumbnail(80, 60, 5);
        private final Label name = new Label();
        private final Label detail = new Label();
        private final Label state = new Label();
        private final Label time = new Label();
        private final HBox row;
        private final ChangeListener<Object> changed = (o, a, b) -> fill();
        private BatchRow shown;

        Cell() {
            detail.getStyleClass().add("quiet");
            state.setMinWidth(116);
            state.setGraphicTextGap(6);
            time.setMinWidth(64);
            time.setAlignment(Pos.CENTER_RIGHT);
            time.getStyleClass().add("value");
            VBox words = new VBox(2, name, detail);
            words.setAlignment(Pos.CENTER_LEFT);
            words.setMinWidth(0);
            HBox.setHgrow(words, Priority.ALWAYS);
            row = Ui.row(before, Ui.icon("mdi2a-arrow-right"), after, words, state, time);
            row.setSpacing(1.5 * Ui.GRID);
            row.setPadding(new Insets(Ui.GRID, 3 * Ui.GRID, Ui.GRID, 3 * Ui.GRID));
            // As wide as the list, whatever the words are.
            setPrefWidth(0);
        }

        @Override
        protected void updateItem(BatchRow item, boolean empty) {
            super.updateItem(item, empty);
            if (shown != null) {
                shown.stateProperty().removeListener(changed);
                shown.detailProperty().removeListener(changed);
                shown.beforeProperty().removeListener(changed);
                shown.afterProperty().removeListener(changed);
                shown.secondsProperty().removeListener(changed);
            }
            shown = empty ? null : item;
            if (shown == null) {
                setGraphic(null);
                return;
            }
            shown.stateProperty().addListener(changed);
            shown.detailProperty().addListener(changed);
            shown.beforeProperty().addListener(changed);
            shown.afterProperty().addListener(changed);
            shown.secondsProperty().addListener(changed);
            setGraphic(row);
            fill();
        }

        private void fill() {
            show(before, shown.beforeProperty().get());
            show(after, shown.afterProperty().get());
            name.setText(shown.file().getFileName().toString());
            detail.setText(shown.detailProperty().get().isEmpty() ? String.valueOf(shown.file().getParent()) : shown.detailProperty().get());
            BatchRow.State s = shown.stateProperty().get();
            state.setText(Texts.of("batch.state." + s.name().toLowerCase(Locale.ROOT)));
            state.setGraphic(Ui.icon(switch (s) {
                case WAITING -> "mdi2c-clock-outline";
                case RUNNING -> "mdi2p-progress-wrench";
                case DONE -> "mdi2c-check-circle-outline";
                case SKIPPED -> "mdi2d-debug-step-over";
                case FAILED -> "mdi2a-alert-circle-outline";
            }));
            state.getStyleClass().removeAll("failed", "done", "running", "waiting", "skipped");
            state.getStyleClass().add(s.name().toLowerCase(Locale.ROOT));
            double seconds = shown.secondsProperty().get();
            time.setText(seconds < 0 ? "" : String.format(Texts.locale(), "%.1f s", seconds));
        }

        private static void show(Thumbnail thumbnail, Raster raster) {
            thumbnail.show(raster);
        }
    }
}
