package studio.bcm.ui.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.chart.LineChart;
import javafx.scene.chart.NumberAxis;
import javafx.scene.chart.XYChart;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TextField;
import javafx.scene.image.ImageView;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Images;
import studio.bcm.ui.control.Thumbnail;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.shell.ActivityModel;
import studio.bcm.ui.shell.FileDialogs;
import studio.bcm.ui.shell.StudioModel;
import studio.bcm.ui.train.TrainModel.Estimate;
import studio.bcm.ui.train.TrainModel.Phase;
import studio.bcm.ui.train.TrainModel.RunStatus;

/** The training of a model: what is learnt from, what that takes, and how it goes. */
public final class TrainPage extends VBox {
    private static final double THUMBNAIL = 52;
    private static final int MOST_POINTS = 600;
    private static final double GIGABYTE = 1e9;

    private final StudioModel model;
    private final TrainModel train;
    private final FileDialogs dialogs;

    public TrainPage(StudioModel model, FileDialogs dialogs) {
        super(3 * Ui.GRID);
        this.model = model;
        this.dialogs = dialogs;
        train = model.train();
        getChildren().addAll(new VBox(4, Ui.heading("train.title"), Ui.quiet(Texts.of("train.words"))), setup(), run(), lossChart(), sheet());
    }

    private VBox setup() {
        VBox folders = new VBox(4);
        Runnable fill = () -> {
            folders.getChildren().clear();
            for (Path folder : train.folders()) {
                Label name = new Label(folder.toString());
                Button remove = Ui.iconButton("train.removeFolder", "mdi2c-close", () -> train.folders().remove(folder));
                folders.getChildren().add(Ui.row(Ui.icon("mdi2f-folder-outline"), name, Ui.spacer(), remove));
            }
            if (train.folders().isEmpty()) {
                folders.getChildren().add(Ui.quiet(Texts.of("train.folders.none")));
            }
        };
        fill.run();
        train.folders().addListener((ListChangeListener<Path>) change -> fill.run());
        Button add = Ui.button("train.addFolder", "mdi2f-folder-plus-outline", () -> dialogs.folder("dialog.trainFolder", f -> {
            if (!train.folders().contains(f)) {
                train.folders().add(f);
            }
        }));
        TextField name = new TextField();
        name.setId("train-name");
        name.setPromptText(Texts.of("train.name.prompt"));
        name.textProperty().bindBidirectional(train.nameProperty());
        name.setAccessibleText(Texts.of("train.name"));
        var recipe = Ui.named("train.recipe", Ui.segmented("train.recipe", List.of(TrainModel.Recipe.values()), train.recipeProperty(),
                train.recipeProperty()::set, r -> "train.recipe." + r.name().toLowerCase(Locale.ROOT)));
        var goOn = Ui.check("train.fromModel", train.fromModelProperty(), train.fromModelProperty()::set);
        goOn.disableProperty().bind(train.recipeProperty().isEqualTo(TrainModel.Recipe.CONSISTENCY));
        var minutes = Ui.slider("train.minutes", 5, 600, 5, train.minutesProperty(), v -> train.minutesProperty().set(v.intValue()),
                v -> Texts.of("train.minutes.value", (int) v));
        VBox setup = new VBox(2 * Ui.GRID, Ui.named("train.name", name), Ui.section("train.folders"), folders, thumbnails(), add, recipe, goOn,
                minutes, begin());
        setup.getStyleClass().add("card");
        return setup;
    }

    private FlowPane thumbnails() {
        FlowPane row = new FlowPane(Ui.GRID / 2, Ui.GRID / 2);
        row.setId("train-thumbnails");
        row.setAccessibleText(Texts.of("train.thumbnails"));
        Runnable fill = () -> row.getChildren().setAll(train.thumbnails().stream().map(raster -> {
            Thumbnail thumbnail = new Thumbnail(THUMBNAIL, THUMBNAIL, 4);
            thumbnail.show(raster);
            return (Node) thumbnail;
        }).toList());
        fill.run();
        train.thumbnails().addListener((ListChangeListener<Object>) change -> fill.run());
        return Ui.visibleWhen(row, Bindings.isNotEmpty(train.thumbnails()).asObject());
    }

    /** First what it takes, then the start. */
    private VBox begin() {
        Button measure = Ui.button("train.measure", "mdi2s-scale-balance", train::measure);
        measure.getStyleClass().add("accent");
        Button start = Ui.button("train.start", "mdi2p-play", train::start);
        start.getStyleClass().add("accent");
        start.disableProperty().bind(train.runningProperty());
        Label words = Ui.text("");
        words.setId("train-estimate");
        words.textProperty().bind(Bindings.createStringBinding(this::estimateWords, train.estimateProperty(), train.measuringProperty()));
        Ui.visibleWhen(words, words.textProperty().isNotEmpty());
        var known = train.estimateProperty().isNotNull();
        Ui.visibleWhen(start, known.asObject());
        Ui.visibleWhen(measure, known.not().asObject());
        measure.disableProperty().bind(train.measuringProperty().or(train.runningProperty()).or(Bindings.isEmpty(train.folders())));
        return new VBox(Ui.GRID, words, Ui.row(measure, start));
    }

    private String estimateWords() {
        if (train.measuringProperty().get()) {
            return Texts.of("train.measuring");
        }
        Estimate e = train.estimateProperty().get();
        if (e == null) {
            return "";
        }
        long rounds = Math.round((double) e.seen() / Math.max(1, e.pictures()));
        String words = Texts.of("train.estimate", e.pictures(), train.minutesProperty().get(), e.seen(), rounds, e.batch(), e.atOnce(), e.device());
        String memory = e.limitBytes() == Long.MAX_VALUE || e.memoryBytes() == 0 ? ""
                : "\n" + Texts.of("train.estimate.memory", gigabytes(e.memoryBytes()), gigabytes(e.limitBytes()));
        return words + memory;
    }

    private static String gigabytes(long bytes) {
        return String.format(Texts.locale(), "%.1f", bytes / GIGABYTE);
    }

    private VBox run() {
        Button stop = Ui.button("train.stop", "mdi2p-pause", train::stop);
        stop.disableProperty().bind(train.runningProperty().not());
        var status = train.statusProperty();
        Button resume = Ui.button("train.resume", "mdi2r-restart", train::resume);
        resume.disableProperty().bind(follow(status, s -> s.phase().works() || !s.resumable()));
        Button install = Ui.button("train.install", "mdi2p-package-variant-plus", () -> train.install(model.packs()));
        Ui.visibleWhen(install, follow(status, RunStatus::installable));
        Label words = Ui.text("");
        words.setId("train-status");
        words.textProperty().bind(follow(status, TrainPage::statusWords));
        ProgressBar bar = new ProgressBar();
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.progressProperty().bind(follow(status, s -> s.phase() == Phase.READING || s.phase() == Phase.TRAINING ? s.done() : -1));
        Ui.visibleWhen(bar, follow(status, s -> s.phase().works()));
        bar.setAccessibleText(Texts.of("train.progress"));
        HBox buttons = Ui.row(stop, resume, Ui.spacer(), install);
        VBox box = new VBox(2 * Ui.GRID, Ui.section("train.run"), words, bar, buttons);
        box.getStyleClass().add("card");
        return Ui.visibleWhen(box, train.runProperty().isNotNull().asObject());
    }

    private <T, R> ObservableValue<R> follow(ObservableValue<T> value, Function<T, R> what) {
        var followed = Bindings.createObjectBinding(() -> what.apply(value.getValue()), value);
        Ui.keep(this, followed);
        return followed;
    }

    private static String statusWords(RunStatus s) {
        String words = Texts.of("train.phase." + s.phase().name().toLowerCase(Locale.ROOT), s.message());
        if (s.phase() == Phase.READING || s.phase() == Phase.TRAINING) {
            words += " " + String.format(Texts.locale(), "%.0f %%", 100 * s.done());
        }
        if (s.phase() == Phase.TRAINING && s.secondsLeft() >= 0) {
            words += ", " + ActivityModel.timeLeft(Math.round(s.secondsLeft()));
        }
        return words;
    }

    private LineChart<Number, Number> lossChart() {
        NumberAxis x = new NumberAxis();
        NumberAxis y = new NumberAxis();
        x.setLabel(Texts.of("train.kimg"));
        y.setLabel(Texts.of("train.loss"));
        y.setForceZeroInRange(false);
        LineChart<Number, Number> chart = new LineChart<>(x, y);
        chart.setId("loss-chart");
        chart.setAnimated(false);
        chart.setCreateSymbols(false);
        chart.setPrefHeight(280);
        chart.setAccessibleText(Texts.of("train.loss"));
        Runnable fill = () -> {
            chart.getData().clear();
            Map<String, XYChart.Series<Number, Number>> series = new LinkedHashMap<>();
            int skip = Math.max(1, train.points().size() / MOST_POINTS);
            for (int i = 0; i < train.points().size(); i += skip) {
                TrainModel.Point p = train.points().get(i);
                XYChart.Series<Number, Number> s = series.computeIfAbsent(p.stage(), name -> {
                    XYChart.Series<Number, Number> fresh = new XYChart.Series<>();
                    fresh.setName(name);
                    return fresh;
                });
                s.getData().add(new XYChart.Data<>(p.kimg(), p.loss()));
            }
            chart.getData().addAll(series.values());
        };
        fill.run();
        train.points().addListener((ListChangeListener<TrainModel.Point>) change -> fill.run());
        return Ui.visibleWhen(chart, Bindings.isNotEmpty(train.points()).asObject());
    }

    private VBox sheet() {
        ImageView view = new ImageView();
        view.setPreserveRatio(true);
        view.setFitWidth(Ui.PAGE_WIDTH - 4 * Ui.GRID);
        view.setSmooth(true);
        view.imageProperty().bind(follow(train.sheetProperty(), raster -> raster == null ? null : Images.of(raster)));
        VBox box = new VBox(Ui.GRID, Ui.section("train.sheet"), view);
        return Ui.visibleWhen(box, train.sheetProperty().isNotNull().asObject());
    }
}
