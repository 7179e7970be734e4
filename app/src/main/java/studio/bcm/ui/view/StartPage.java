package studio.bcm.ui.view;

import java.nio.file.Files;
import java.nio.file.Path;
import javafx.collections.ListChangeListener;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import studio.bcm.ui.Texts;
import studio.bcm.ui.viewmodel.Page;
import studio.bcm.ui.viewmodel.StartModel;
import studio.bcm.ui.viewmodel.StudioModel;

/** What is shown before anything is open: where to begin. */
final class StartPage extends StackPane {
    private static final int MOST_RECENT = 6;
    private static final double SAMPLE_WIDTH = 156;
    private static final double SAMPLE_HEIGHT = 117;

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
        Button generate = Ui.button("start.generate", "mdi2d-dice-multiple-outline", () -> model.pageProperty().set(Page.RESAMPLE));
        HBox actions = Ui.row(open, project, generate);
        HBox cards = new HBox(2 * Ui.GRID, taskCard(Page.RESTORE, "start.restore"), taskCard(Page.INTERPOLATE, "start.morph"),
                taskCard(Page.BATCH, "start.batch"));
        VBox box = new VBox(4 * Ui.GRID, new VBox(Ui.GRID, title, hint), actions, cards, samples(), recent());
        box.getStyleClass().add("start");
        box.setMaxWidth(760);
        box.setPadding(new Insets(6 * Ui.GRID, 4 * Ui.GRID, 4 * Ui.GRID, 4 * Ui.GRID));
        StackPane middle = new StackPane(box);
        middle.setAlignment(Pos.TOP_CENTER);
        ScrollPane scroll = new ScrollPane(middle);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("plain-scroll");
        getChildren().add(scroll);
    }

    private Button taskCard(Page page, String key) {
        Label head = new Label(Texts.of(key));
        head.getStyleClass().add("card-title");
        Label words = Ui.quiet(Texts.of(key + ".tip"));
        VBox content = new VBox(Ui.GRID, Ui.icon(Rail.icon(page)), head, words);
        Button card = new Button();
        card.setId(Ui.id(key));
        card.setGraphic(content);
        card.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        card.setAlignment(Pos.TOP_LEFT);
        card.getStyleClass().add("card-button");
        card.setAccessibleText(Texts.of(key));
        card.setAccessibleHelp(Texts.of(key + ".tip"));
        card.setOnAction(e -> model.pageProperty().set(page));
        card.setMaxWidth(Double.MAX_VALUE);
        card.setMinWidth(0);
        card.setPrefWidth(240);
        // A label that wraps does not know its height before its width, and a button asks for it then.
        words.setPrefHeight(34);
        words.setMinHeight(34);
        card.setMaxHeight(Double.MAX_VALUE);
        HBox.setHgrow(card, javafx.scene.layout.Priority.ALWAYS);
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

    private VBox recent() {
        VBox list = new VBox();
        VBox box = new VBox(Ui.GRID, Ui.section("start.recent"), list);
        Runnable fill = () -> {
            list.getChildren().clear();
            model.settingsProperty().get().recent().stream().limit(MOST_RECENT).map(Path::of).forEach(file -> {
                Label name = new Label(file.getFileName().toString());
                Label folder = new Label(String.valueOf(file.getParent()));
                folder.getStyleClass().add("quiet");
                Button row = new Button();
                row.setGraphic(Ui.row(Ui.icon("mdi2i-image-outline"), name, folder));
                row.getStyleClass().addAll("flat", "recent-row");
                row.setMaxWidth(Double.MAX_VALUE);
                row.setAlignment(Pos.CENTER_LEFT);
                row.setAccessibleText(file.toString());
                row.setDisable(!Files.exists(file));
                row.setOnAction(e -> model.open(java.util.List.of(file)));
                list.getChildren().add(row);
            });
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
}
