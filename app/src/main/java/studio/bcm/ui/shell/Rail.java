package studio.bcm.ui.shell;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.VBox;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;

/** The column of pages on the left. */
public final class Rail extends VBox {
    Rail(StudioModel model) {
        getStyleClass().add("rail");
        setAlignment(Pos.TOP_CENTER);
        ToggleGroup group = new ToggleGroup();
        for (Page page : List.of(Page.START, Page.INTERPOLATE, Page.RESAMPLE, Page.RESTORE, Page.INVERT, Page.INPAINT, Page.BATCH,
                Page.MODELS)) {
            getChildren().add(entry(model, page, group));
        }
        getChildren().addAll(Ui.spacer(), entry(model, Page.SETTINGS, group));
    }

    private static ToggleButton entry(StudioModel model, Page page, ToggleGroup group) {
        ToggleButton button = new ToggleButton(Texts.of("page." + page.key()), Ui.icon(icon(page)));
        button.setId("rail-" + page.key());
        button.setContentDisplay(ContentDisplay.TOP);
        button.setToggleGroup(group);
        button.setMaxWidth(Double.MAX_VALUE);
        button.setMnemonicParsing(false);
        button.setMinWidth(USE_PREF_SIZE);
        button.getStyleClass().add("rail-entry");
        button.setSelected(model.pageProperty().get() == page);
        button.setOnAction(e -> {
            button.setSelected(true);
            model.pageProperty().set(page);
        });
        model.pageProperty().addListener((o, before, now) -> button.setSelected(now == page));
        return Ui.tip(button, "page." + page.key());
    }

    public static String icon(Page page) {
        return switch (page) {
            case START -> "mdi2h-home-outline";
            case INTERPOLATE -> "mdi2v-vector-curve";
            case RESAMPLE -> "mdi2d-dice-multiple-outline";
            case RESTORE -> "mdi2a-auto-fix";
            case INVERT -> "mdi2g-grain";
            case INPAINT -> "mdi2b-brush-outline";
            case BATCH -> "mdi2f-format-list-checks";
            case MODELS -> "mdi2c-cube-outline";
            case DOCTOR -> "mdi2s-stethoscope";
            case SETTINGS -> "mdi2c-cog-outline";
        };
    }
}
