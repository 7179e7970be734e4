package studio.bcm.ui.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.collections.ListChangeListener;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Thumbnail;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.vary.GenerateDialog;

/** What is shown before anything is open: where to begin. */
final class StartPage extends StackPane {
    private static final int MOST_RECENT = 6;
    private static final double CARD_WIDTH = (Ui.PAGE_WIDTH - 4 * Ui.GRID) / 3;
    private static final double PICTURE_HEIGHT = Math.round(CARD_WIDTH * 9 / 16);
    private static final double RECENT_WIDTH = 112;
    private static final double RECENT_HEIGHT = 80;
    private static final double SAMPLE_WIDTH = 172;
    private static final double SAMPLE_HEIGHT = 108;

    private final StudioModel model;

    StartPage(StudioModel model, FileDialogs dialogs) {
        this.model = model;
        setId("start-page");
        Label title = new Label(Texts.of("start.title"));
        title.getStyleClass().add("start-title");
        Label hint = Ui.quiet(Texts.of("start.hint"));
        hint.setMinHeight(USE_PREF_SIZE);
        Button open = Ui.button("start.open", "mdi2i-image-plus-outline", dialogs::open);
        open.getStyleClass().add("accent");
        Button project = Ui.button("start.project", "mdi2f-folder-open-outline", dialogs::openProject);
        Button generate = Ui.button("start.generate", "mdi2d-dice-multiple-outline", () -> GenerateDialog.show(model));
        HBox actions = Ui.row(open, project, generate);
        HBox cards = new HBox(2 * Ui.GRID,
                card(Page.RESTORE, "start.restore", "restore.jpg", model.start().photo().isPresent() ? "start.try.restore" : null,
                        model::tryRestoration),
                card(Page.INTERPOLATE, "start.morph", "morph.jpg", model.start().pair().isEmpty() ? null : "start.try.morph", model::tryMorph),
                card(Page.BATCH, "start.batch", "folder.jpg", "start.folder", () -> dialogs.folder("dialog.addFolder",
                        f -> model.open(List.of(f)))));
        VBox box = new VBox(4 * Ui.GRID, new VBox(Ui.GRID, title, hint), actions, cards, recent(), samples());
        box.getStyleClass().add("start");
        getChildren().add(Ui.page(box));
    }

    /**
     * What the program is for, shown: a click leads to the page, a link below does it at once.
     *
     * @param link key of the link's words, or null for none
     */
    private VBox card(Page page, String key, String picture, @Nullable String link, Runnable action) {
        ImageView shown = new ImageView(new Image(StartPage.class.getResource("/studio/bcm/ui/start/" + picture).toExternalForm()));
        shown.setFitWidth(CARD_WIDTH);
        shown.setFitHeight(PICTURE_HEIGHT);
        Rectangle corners = new Rectangle(CARD_WIDTH, PICTURE_HEIGHT + 20, Color.BLACK);
        corners.setArcWidth(20);
        corners.setArcHeight(20);
        shown.setClip(corners);
        Label head = new Label(Texts.of(key));
        head.getStyleClass().add("card-title");
        Label words = Ui.quiet(Texts.of(key + ".tip"));
        // A label that wraps does not know its height before its width, and a button asks for it then.
        words.setPrefHeight(34);
        words.setMinHeight(34);
        VBox text = new VBox(4, head, words);
        text.setPadding(new Insets(1.5 * Ui.GRID, 2 * Ui.GRID, Ui.GRID, 2 * Ui.GRID));
        Button open = new Button();
        open.setId(Ui.id(key));
        open.setGraphic(new VBox(shown, text));
        open.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        open.setAlignment(Pos.TOP_LEFT);
        open.getStyleClass().add("card-button");
        open.setAccessibleText(Texts.of(key));
        open.setAccessibleHelp(Texts.of(key + ".tip"));
        open.setOnAction(e -> model.pageProperty().set(page));
        VBox card = new VBox(open);
        card.getStyleClass().add("start-card");
        card.setMinWidth(CARD_WIDTH);
        card.setMaxWidth(CARD_WIDTH);
        if (link != null) {
            Button at = Ui.button(link, "mdi2a-arrow-right", action);
            at.setContentDisplay(ContentDisplay.RIGHT);
            at.getStyleClass().addAll("flat", "card-link");
            VBox.setMargin(at, new Insets(0, Ui.GRID, Ui.GRID, Ui.GRID));
            card.getChildren().add(at);
        }
        return card;
    }

    private VBox samples() {
        FlowPane grid = new FlowPane(2 * Ui.GRID, 2 * Ui.GRID);
        // The frame around a chosen picture reaches over the margin, the picture does not.
        VBox.setMargin(grid, new Insets(0, -4, 0, -4));
        VBox box = new VBox(Ui.GRID, Ui.section("start.samples"), grid);
        Runnable fill = () -> {
            grid.getChildren().clear();
            for (StartModel.Sample sample : model.start().samples()) {
                grid.getChildren().add(sampleButton(sample));
            }
            box.setVisible(!grid.getChildren().isEmpty());
            box.setManaged(box.isVisible());
        };
        fill.run();
        model.start().samples().addListener((ListChangeListener<StartModel.Sample>) change -> fill.run());
        return box;
    }

    private Button sampleButton(StartModel.Sample sample) {
        Thumbnail picture = new Thumbnail(SAMPLE_WIDTH, SAMPLE_HEIGHT, 6);
        picture.show(sample.thumbnail());
        Button button = new Button();
        button.setGraphic(picture);
        button.getStyleClass().addAll("picture-button", "flat");
        String name = sample.file().getFileName().toString();
        button.setAccessibleText(name);
        button.setOnAction(e -> model.openA(sample.file()));
        return Ui.tipText(button, name);
    }

    /** Files opened last, as pictures where they are such. */
    private VBox recent() {
        FlowPane list = new FlowPane(2 * Ui.GRID, 2 * Ui.GRID);
        VBox.setMargin(list, new Insets(0, -4, 0, -4));
        VBox box = new VBox(Ui.GRID, Ui.section("start.recent"), list);
        Runnable fill = () -> {
            list.getChildren().clear();
            model.settingsProperty().get().recent().stream().limit(MOST_RECENT).map(Path::of).forEach(file -> list.getChildren().add(recentButton(file)));
            box.setVisible(!list.getChildren().isEmpty());
            box.setManaged(box.isVisible());
        };
        fill.run();
        model.settingsProperty().addListener((o, before, now) -> {
            if (!before.recent().equals(now.recent())) {
                fill.run();
            }
        });
        return box;
    }

    private Button recentButton(Path file) {
        Thumbnail picture = new Thumbnail(RECENT_WIDTH, RECENT_HEIGHT, 6);
        Label name = new Label(file.getFileName().toString());
        name.getStyleClass().add("caption");
        name.setMaxWidth(RECENT_WIDTH);
        StackPane stack = new StackPane(Ui.icon("mdi2i-image-outline"), picture);
        model.start().thumbnail(file, picture::show);
        Button row = new Button();
        row.setGraphic(new VBox(4, stack, name));
        row.getStyleClass().addAll("picture-button", "flat", "recent-row");
        row.setAccessibleText(file.toString());
        row.setDisable(!Files.exists(file));
        row.setOnAction(e -> model.open(List.of(file)));
        return Ui.tipText(row, file.toString());
    }
}
