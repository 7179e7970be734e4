package studio.bcm.ui.shell;

import java.util.function.Function;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.document.DocumentState;

/** What all inspectors have: a title, a word on what the page does, and controls that follow the document. */
public abstract class Inspector extends VBox {
    protected final StudioModel model;

    protected Inspector(StudioModel model, Page page) {
        super(2 * Ui.GRID);
        this.model = model;
        getStyleClass().add("inspector-content");
        Label words = Ui.quiet(Texts.of("inspector." + page.key()));
        getChildren().addAll(new VBox(4, Ui.heading("page." + page.key()), words));
    }

    /** Something of the document, followed. */
    protected final <T> ObservableValue<T> chosen(Function<DocumentState, T> what) {
        return Bindings.createObjectBinding(() -> what.apply(model.document().state()), model.document().stateProperty());
    }

    /** The button that starts the page's work and, while it runs, the one that stops it. */
    protected final VBox runOrCancel(Button run, ObservableValue<Boolean> running, Runnable cancel) {
        Button stop = Ui.button("action.cancel", "mdi2s-stop-circle-outline", cancel);
        stop.setMaxWidth(Double.MAX_VALUE);
        Ui.visibleWhen(stop, running);
        Ui.visibleWhen(run, Bindings.createBooleanBinding(() -> !running.getValue(), running));
        return new VBox(run, stop);
    }

    /** A figure with its name, for what was found out. */
    protected static Label fact(ObservableValue<String> words) {
        Label label = Ui.quiet("");
        label.textProperty().bind(words);
        Ui.visibleWhen(label, Bindings.createBooleanBinding(() -> words.getValue() != null && !words.getValue().isEmpty(), words));
        return label;
    }

    public static String sigma(double value) {
        return value <= 0 ? Texts.of("value.automatic")
                : String.format(Texts.locale(), value < 1 ? "%.2f" : value < 10 ? "%.1f" : "%.0f", value);
    }

    /** Sliders for noise levels move evenly through their powers. */
    protected static double toSigma(double position) {
        return position <= 0 ? 0 : Math.round(0.05 * Math.pow(1600, position) * 1000) / 1000.0;
    }

    protected static double fromSigma(double sigma) {
        return sigma <= 0 ? 0 : Math.clamp(Math.log(sigma / 0.05) / Math.log(1600), 0, 1);
    }
}
