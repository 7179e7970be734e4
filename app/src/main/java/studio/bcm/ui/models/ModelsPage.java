package studio.bcm.ui.models;

import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.beans.binding.Bindings;
import javafx.collections.ListChangeListener;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.image.ImageView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import studio.bcm.model.Manifest;
import studio.bcm.model.Pack;
import studio.bcm.model.PackLibrary;
import studio.bcm.ui.Sentences;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Images;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.shell.FileDialogs;
import studio.bcm.ui.shell.Page;
import studio.bcm.ui.shell.StudioModel;
import studio.bcm.ui.train.TrainPage;

/** The installed models, and the training of new ones. */
public final class ModelsPage extends TabPane {
    private final StudioModel model;
    private final FileDialogs dialogs;

    public ModelsPage(StudioModel model, FileDialogs dialogs) {
        this.model = model;
        this.dialogs = dialogs;
        setId("models-page");
        setTabClosingPolicy(TabClosingPolicy.UNAVAILABLE);
        Tab installed = new Tab(Texts.of("models.installed.tab"), Ui.page(installed()));
        installed.setId("tab-installed");
        Tab training = new Tab(Texts.of("train.tab"), Ui.page(new TrainPage(model, dialogs)));
        training.setId("tab-training");
        getTabs().addAll(installed, training);
        Timeline look = new Timeline(new KeyFrame(Duration.seconds(1), e -> {
            if (training.isSelected()) {
                model.train().refresh();
            }
        }));
        look.setCycleCount(Timeline.INDEFINITE);
        sceneProperty().addListener((o, before, scene) -> {
            if (scene == null) {
                look.stop();
            } else {
                look.play();
            }
        });
    }

    private VBox installed() {
        Button install = Ui.button("models.install", "mdi2p-package-variant-plus", dialogs::model);
        VBox cards = new VBox(2 * Ui.GRID);
        Runnable fill = () -> {
            cards.getChildren().clear();
            model.packs().entries().forEach(entry -> cards.getChildren().add(card(entry)));
            if (cards.getChildren().isEmpty()) {
                cards.getChildren().add(Ui.quiet(Texts.of("models.none")));
            }
        };
        fill.run();
        model.packs().entries().addListener((ListChangeListener<PackLibrary.Entry>) change -> fill.run());
        model.settingsProperty().addListener((o, before, now) -> {
            if (!before.model().equals(now.model())) {
                fill.run();
            }
        });
        HBox head = Ui.row(new VBox(4, Ui.heading("page." + Page.MODELS.key()), Ui.quiet(Texts.of("models.words"))), Ui.spacer(), install);
        VBox box = new VBox(3 * Ui.GRID, head, cards);
        return box;
    }

    private VBox card(PackLibrary.Entry entry) {
        boolean isDefault = model.packs().isDefault(entry);
        Label title = new Label(entry.pack().map(p -> p.manifest().title()).orElse(entry.name()));
        title.getStyleClass().add("card-title");
        Label mark = new Label(isDefault ? Texts.of("models.default") : entry.bundled() ? Texts.of("models.bundled") : "");
        mark.getStyleClass().add("badge");
        mark.setVisible(isDefault || entry.bundled());
        Button use = Ui.button("models.use", () -> model.packs().useAsDefault(entry));
        use.setDisable(isDefault || entry.pack().isEmpty());
        Button remove = Ui.iconButton("models.remove", "mdi2t-trash-can-outline", () -> model.packs().remove(entry));
        remove.setDisable(entry.bundled());
        VBox card = new VBox(Ui.GRID, Ui.row(Ui.icon("mdi2c-cube-outline"), title, mark, Ui.spacer(), use, remove));
        card.getStyleClass().add("card");
        if (entry.pack().isPresent()) {
            describe(card, entry.pack().get());
        } else {
            Label problem = Ui.text(Sentences.translate(entry.problem()));
            problem.getStyleClass().add("failed");
            card.getChildren().add(problem);
        }
        return card;
    }

    private ImageView sheet(Pack pack) {
        ImageView view = new ImageView();
        view.setPreserveRatio(true);
        view.setFitWidth(Ui.PAGE_WIDTH - 4 * Ui.GRID);
        view.setAccessibleText(Texts.of("models.sheet"));
        view.getStyleClass().add("sheet");
        var sheets = model.packs().sheets().shown();
        String hash = pack.manifest().modelSha256();
        var image = Bindings.createObjectBinding(() -> sheets.containsKey(hash) ? Images.of(sheets.get(hash)) : null, sheets);
        view.imageProperty().bind(image);
        return Ui.visibleWhen(view, view.imageProperty().isNotNull().asObject());
    }

    private void describe(VBox card, Pack pack) {
        Manifest m = pack.manifest();
        if (!m.description().isEmpty()) {
            card.getChildren().add(Ui.text(m.description()));
        }
        card.getChildren().add(sheet(pack));
        card.getChildren().addAll(FigureTable.of(m.figures()));
        card.getChildren().add(Ui.quiet(Texts.of("models.facts", m.name(), m.resolution(), m.precision(),
                String.format(Texts.locale(), "%.1f", pack.modelBytes() / 1e6))));
        if (m.training() != null) {
            card.getChildren().add(Ui.quiet(Texts.of("models.training", String.format(Texts.locale(), "%,d", m.training().imagesSeen()),
                    String.format(Texts.locale(), "%.0f", m.training().wallSeconds() / 60), m.training().device())));
            m.training().data().forEach(d -> card.getChildren().add(Ui.quiet("• " + d.name() + " (" + d.pictures() + ") " + d.licence())));
        }
    }
}
