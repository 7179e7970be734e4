package studio.bcm.ui.models;

import javafx.beans.binding.Bindings;
import javafx.geometry.Bounds;
import javafx.scene.control.Button;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.VBox;
import javafx.stage.Popup;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;

/** Shows the class that a model with classes edits under; a click opens the search. */
public final class ClassChip extends Button {
    private static final double WIDTH = 320;
    private static final double HEIGHT = 280;

    private final ClassModel model;
    private final Popup popup = new Popup();
    private final TextField search = new TextField();
    private final ListView<ClassModel.Entry> list = new ListView<>();

    public ClassChip(ClassModel model) {
        this.model = model;
        setId("class-chip");
        getStyleClass().addAll("chip", "flat");
        setMnemonicParsing(false);
        setGraphic(Ui.icon("mdi2t-tag-outline"));
        textProperty().bind(Bindings.createStringBinding(() -> model.chosenProperty().get() == null ? "" : model.chosenProperty().get().name(),
                model.chosenProperty()));
        setOnAction(e -> open());
        Ui.visibleWhen(this, model.availableProperty());
        Ui.tip(this, "status.class");
        popup.setAutoHide(true);
        popup.getContent().add(content());
    }

    private VBox content() {
        search.setId("class-search");
        search.setPromptText(Texts.of("class.search"));
        search.setAccessibleText(Texts.of("class.search"));
        search.textProperty().bindBidirectional(model.queryProperty());
        search.setOnKeyPressed(e -> {
            if (e.getCode() == KeyCode.ENTER && !model.matches().isEmpty()) {
                take(model.matches().getFirst());
            } else if (e.getCode() == KeyCode.DOWN) {
                list.requestFocus();
                list.getSelectionModel().selectFirst();
            }
        });
        list.setId("class-list");
        list.setItems(model.matches());
        list.setAccessibleText(Texts.of("status.class"));
        list.setPrefSize(WIDTH, HEIGHT);
        list.setOnMouseClicked(e -> {
            if (e.getButton() == MouseButton.PRIMARY && list.getSelectionModel().getSelectedItem() != null) {
                take(list.getSelectionModel().getSelectedItem());
            }
        });
        list.setOnKeyPressed(e -> {
            if (e.getCode() == KeyCode.ENTER && list.getSelectionModel().getSelectedItem() != null) {
                take(list.getSelectionModel().getSelectedItem());
            }
        });
        Button best = Ui.button("class.best", "mdi2a-auto-fix", () -> {
            popup.hide();
            model.findBest();
        });
        VBox box = Ui.column(search, list, best);
        box.setId("class-popup");
        box.getStyleClass().add("class-popup");
        return box;
    }

    private void open() {
        Bounds place = localToScreen(getBoundsInLocal());
        popup.getScene().getStylesheets().setAll(getScene().getStylesheets());
        popup.show(this, place.getMinX(), place.getMinY() - HEIGHT - 12 * Ui.GRID);
        search.requestFocus();
        search.selectAll();
    }

    private void take(ClassModel.Entry entry) {
        model.choose(entry);
        popup.hide();
    }
}
