package studio.bcm.ui.shell;

import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.util.Duration;
import studio.bcm.ui.Sentences;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.models.ClassChip;
import studio.bcm.ui.models.ModelService;

/** The line at the bottom: what the network runs on, which model, memory, and what is going on. */
final class StatusBar extends HBox {
    private static final Duration CLOCK = Duration.millis(150);
    private static final long MEBIBYTE = 1 << 20;

    private final Timeline clock;

    StatusBar(StudioModel model) {
        super(Ui.GRID);
        getStyleClass().add("status-bar");
        setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(deviceChip(model), modelChip(model), new ClassChip(model.classes()), memory(), Ui.spacer());
        getChildren().addAll(progress(model.activity()));
        clock = new Timeline(new KeyFrame(CLOCK, e -> model.activity().refresh(System.nanoTime())));
        clock.setCycleCount(Timeline.INDEFINITE);
        clock.play();
    }

    void stop() {
        clock.stop();
    }

    private static Button deviceChip(StudioModel model) {
        Button chip = new Button();
        chip.setId("device-chip");
        chip.getStyleClass().addAll("chip", "flat");
        chip.setMnemonicParsing(false);
        chip.setOnAction(e -> model.pageProperty().set(Page.DOCTOR));
        var status = model.models().statusProperty();
        chip.textProperty().bind(Bindings.createStringBinding(() -> {
            ModelService.Status s = status.get();
            return s.ready() ? s.device() : Texts.of(s.line().isEmpty() ? "status.loading" : "status.noModel");
        }, status));
        chip.graphicProperty().bind(Bindings.createObjectBinding(() -> {
            ModelService.Status s = status.get();
            return Ui.icon(s.ready() ? "mdi2c-chip"
                    : s.line().isEmpty() ? "mdi2t-timer-sand" : "mdi2a-alert-outline");
        }, status));
        chip.accessibleTextProperty().bind(Bindings.createStringBinding(
                () -> Texts.of("status.device") + ": " + Sentences.translate(status.get().line()), status));
        return Ui.tip(chip, "status.device");
    }

    private static Button modelChip(StudioModel model) {
        Button chip = new Button();
        chip.setId("model-chip");
        chip.getStyleClass().addAll("chip", "flat");
        chip.setMnemonicParsing(false);
        chip.setGraphic(Ui.icon("mdi2c-cube-outline"));
        chip.setOnAction(e -> model.pageProperty().set(Page.MODELS));
        var status = model.models().statusProperty();
        chip.textProperty().bind(Bindings.createStringBinding(() -> status.get().model(), status));
        Ui.visibleWhen(chip, Bindings.createBooleanBinding(() -> status.get().ready(), status));
        return Ui.tip(chip, "status.model");
    }

    private static Label memory() {
        Label label = new Label();
        label.setId("memory");
        label.getStyleClass().add("quiet");
        Runnable look = () -> {
            label.setText(Texts.of("status.memory", ProcessMemory.resident() / MEBIBYTE));
        };
        look.run();
        Timeline slow = new Timeline(new KeyFrame(Duration.seconds(2), e -> look.run()));
        slow.setCycleCount(Timeline.INDEFINITE);
        label.sceneProperty().addListener((o, before, scene) -> {
            if (scene == null) {
                slow.stop();
            } else {
                slow.play();
            }
        });
        return Ui.tip(label, "status.memory");
    }

    private static HBox progress(ActivityModel activity) {
        Label title = new Label();
        title.textProperty().bind(activity.titleProperty());
        Label left = new Label();
        left.getStyleClass().add("quiet");
        left.textProperty().bind(activity.timeLeftProperty());
        Label waiting = new Label();
        waiting.getStyleClass().add("quiet");
        waiting.textProperty().bind(Bindings.createStringBinding(() -> activity.waitingProperty().get() == 0 ? ""
                : Texts.of("status.waiting", activity.waitingProperty().get()), activity.waitingProperty()));
        ProgressBar bar = new ProgressBar();
        bar.setId("progress");
        bar.setPrefWidth(160);
        bar.progressProperty().bind(activity.fractionProperty());
        Button cancel = Ui.iconButton("status.cancel", "mdi2c-close", activity::cancel);
        HBox box = Ui.row(title, waiting, bar, left, cancel);
        Ui.visibleWhen(box, activity.visibleProperty());
        return box;
    }
}
