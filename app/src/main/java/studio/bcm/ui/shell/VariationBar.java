package studio.bcm.ui.shell;

import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.vary.ResampleModel;

/** Below a variation that is looked at in full size: the way to the others and back, and what can be done with it. */
final class VariationBar extends HBox {
    VariationBar(StudioModel model) {
        super(Ui.GRID);
        setId("variation-bar");
        getStyleClass().add("strip");
        setAlignment(Pos.CENTER_LEFT);
        ResampleModel resample = model.resample();
        var opened = resample.openedProperty();
        Button back = Ui.button("variation.back", "mdi2v-view-grid-outline", () -> opened.set(null));
        Button before = Ui.iconButton("variation.previous", "mdi2c-chevron-left", () -> resample.step(-1));
        Button next = Ui.iconButton("variation.next", "mdi2c-chevron-right", () -> resample.step(1));
        Label at = new Label();
        at.setId("variation-at");
        at.setMinWidth(USE_PREF_SIZE);
        at.textProperty().bind(Bindings.createStringBinding(() -> opened.get() == null ? ""
                : Texts.of("variation.at", resample.all().indexOf(opened.get()) + 1, resample.all().size()), opened, model.document().stateProperty()));
        var isKept = Bindings.createObjectBinding(() -> opened.get() != null && model.document().state().kept().contains(opened.get()),
                opened, model.document().stateProperty());
        ToggleButton keep = Ui.iconToggle("variation.keep", "mdi2s-star-outline", isKept, () -> {
            PictureRef shown = opened.get();
            resample.keep(shown, !model.document().state().kept().contains(shown));
        });
        keep.getStyleClass().addAll("flat", "button-icon");
        Button use = Ui.button("resample.useAsA", "mdi2c-check", () -> {
            PictureRef shown = opened.get();
            opened.set(null);
            resample.useAsA(shown);
        });
        Button other = Ui.button("resample.useAsB", "mdi2v-vector-curve", () -> resample.useAsB(opened.get()));
        Button more = Ui.button("resample.more", "mdi2d-dots-grid", () -> {
            PictureRef shown = opened.get();
            opened.set(null);
            resample.moreLike(shown);
        });
        getChildren().addAll(back, before, at, next, Ui.spacer(), keep, more, other, use);
    }
}
