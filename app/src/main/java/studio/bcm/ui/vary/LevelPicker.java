package studio.bcm.ui.vary;

import java.util.Locale;
import java.util.function.Consumer;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import studio.bcm.edit.pyramid.Pyramid;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;

/** From which level on a picture is drawn anew; each level is shown by a sample that was. */
final class LevelPicker extends HBox {
    private static final double PICTURE = 76;

    LevelPicker(ObservableValue<Pyramid.From> value, Consumer<Pyramid.From> chosen) {
        super(Ui.GRID / 2);
        ToggleGroup group = new ToggleGroup();
        Ui.keep(this, value);
        for (Pyramid.From level : Pyramid.From.values()) {
            String name = level.name().toLowerCase(Locale.ROOT);
            ImageView picture = new ImageView(new Image(LevelPicker.class.getResource("/studio/bcm/ui/vary/" + name + ".jpg").toExternalForm()));
            picture.setFitWidth(PICTURE);
            picture.setFitHeight(PICTURE);
            ToggleButton button = new ToggleButton(Texts.of("resample.level." + name), picture);
            button.setId("resample-level-" + name);
            button.setContentDisplay(ContentDisplay.TOP);
            button.setMnemonicParsing(false);
            button.setToggleGroup(group);
            button.getStyleClass().add("level-picker-entry");
            button.setMaxWidth(Double.MAX_VALUE);
            HBox.setHgrow(button, Priority.ALWAYS);
            button.setSelected(level == value.getValue());
            button.setOnAction(e -> {
                button.setSelected(true);
                chosen.accept(level);
            });
            value.addListener((o, before, now) -> button.setSelected(now == level));
            getChildren().add(Ui.tip(button, "resample.level." + name));
        }
        setAccessibleText(Texts.of("resample.level"));
    }
}
