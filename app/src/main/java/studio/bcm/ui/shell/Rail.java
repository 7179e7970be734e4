package studio.bcm.ui.shell;

import java.util.List;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.geometry.Side;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.VBox;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.vary.GenerateDialog;

/** The column of pages on the left. */
public final class Rail extends VBox {
    private static final PseudoClass SELECTED = PseudoClass.getPseudoClass("selected");

    Rail(StudioModel model) {
        getStyleClass().add("rail");
        setAlignment(Pos.TOP_CENTER);
        ToggleGroup group = new ToggleGroup();
        for (Page page : List.of(Page.START, Page.INTERPOLATE, Page.RESAMPLE, Page.RESTORE, Page.ENLARGE, Page.INPAINT, Page.BATCH,
                Page.MODELS)) {
            getChildren().add(entry(model, page, group));
        }
        getChildren().addAll(more(model), Ui.spacer(), entry(model, Page.SETTINGS, group));
    }

    /** What few need: the noise behind a picture, and pictures out of nothing but noise. */
    private static MenuButton more(StudioModel model) {
        MenuItem noise = new MenuItem(Texts.of("page.invert"), Ui.icon(icon(Page.INVERT)));
        noise.setId("more-invert");
        noise.setOnAction(e -> model.pageProperty().set(Page.INVERT));
        MenuItem generate = new MenuItem(Texts.of("start.generate"), Ui.icon("mdi2c-creation"));
        generate.setId("more-generate");
        generate.setOnAction(e -> GenerateDialog.show(model));
        MenuButton more = new MenuButton(Texts.of("page.more"), Ui.icon("mdi2d-dots-horizontal"), noise, generate);
        more.setId("rail-more");
        more.setContentDisplay(ContentDisplay.TOP);
        more.setPopupSide(Side.RIGHT);
        more.setMaxWidth(Double.MAX_VALUE);
        more.setMnemonicParsing(false);
        more.getStyleClass().add("rail-entry");
        Runnable mark = () -> more.pseudoClassStateChanged(SELECTED, model.pageProperty().get() == Page.INVERT);
        model.pageProperty().addListener((o, before, now) -> mark.run());
        mark.run();
        return Ui.tip(more, "page.more");
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
            case ENLARGE -> "mdi2a-arrow-expand-all";
            case INVERT -> "mdi2g-grain";
            case INPAINT -> "mdi2b-brush-outline";
            case BATCH -> "mdi2f-format-list-checks";
            case MODELS -> "mdi2c-cube-outline";
            case DOCTOR -> "mdi2s-stethoscope";
            case SETTINGS -> "mdi2c-cog-outline";
        };
    }
}
