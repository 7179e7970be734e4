package studio.bcm.ui.invert;

import java.util.List;
import java.util.Locale;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.control.Button;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.image.Layer;
import studio.bcm.ui.morph.MorphInspector;
import studio.bcm.ui.shell.FileDialogs;
import studio.bcm.ui.shell.Inspector;
import studio.bcm.ui.shell.Page;
import studio.bcm.ui.shell.StudioModel;

/** Controls of the inversion, and what is known of the noise. */
public final class InvertInspector extends Inspector {
    /** What lies on the canvas. */
    public enum View { PICTURE, NOISE, REBUILT }

    private final ObjectProperty<View> view = new SimpleObjectProperty<>(View.NOISE);

    public InvertInspector(StudioModel model, FileDialogs dialogs, ObservableBooleanValue dark, Runnable focusCanvas) {
        super(model, Page.INVERT);
        InvertModel invert = model.invert();
        Button run = Ui.primary("invert.run", "mdi2g-grain", () -> {
            invert.run();
            focusCanvas.run();
        });
        run.disableProperty().bind(model.shownAProperty().isNull());
        Button save = Ui.button("invert.save", "mdi2t-tray-arrow-up", dialogs::saveNoise);
        Button load = Ui.button("invert.load", "mdi2t-tray-arrow-down", dialogs::loadNoise);
        Button rebuild = Ui.button("invert.rebuild", "mdi2i-image-outline", invert::rebuild);
        for (Button b : List.of(save, load, rebuild)) {
            b.setMaxWidth(Double.MAX_VALUE);
        }
        NoiseHistogram histogram = new NoiseHistogram(dark);
        invert.shownProperty().addListener((o, before, now) -> histogram.show(now == null ? null : now.statistics()));
        histogram.show(invert.shownProperty().get() == null ? null : invert.shownProperty().get().statistics());
        var known = Ui.column(
                Ui.segmented("invert.view", List.of(View.PICTURE, View.NOISE, View.REBUILT), view, view::set,
                        v -> "invert.view." + v.name().toLowerCase(Locale.ROOT)),
                Ui.section("invert.noise"),
                histogram,
                fact(Bindings.createStringBinding(this::words, invert.shownProperty())),
                rebuild, save);
        Ui.visibleWhen(known, invert.shownProperty().isNotNull());
        getChildren().addAll(
                Ui.choice("invert.steps", List.of(0, 1, 2, 3), chosen(s -> s.choices().invert().steps()),
                        v -> invert.choose("steps", c -> c.withSteps(v)), MorphInspector::stepsWords),
                runOrCancel(run, invert.runningProperty(), invert::cancel),
                known, load,
                Ui.more(Ui.slider("invert.sigma", 0, 1, 0.01, chosen(s -> fromSigma(s.choices().invert().sigma())),
                                v -> invert.choose("sigma", c -> c.withSigma(toSigma(v))), v -> sigma(toSigma(v))),
                        Ui.choice("invert.side", List.of(256, 512, 1024, 2048, 0), chosen(s -> s.choices().invert().side()),
                                v -> invert.choose("side", c -> c.withSide(v)), MorphInspector::sideWords)));
    }

    public ObjectProperty<View> viewProperty() {
        return view;
    }

    /** What the canvas shows. */
    public Layer layer(Layer picture) {
        InvertModel.Shown s = model.invert().shownProperty().get();
        if (s == null) {
            return picture;
        }
        return switch (view.get()) {
            case PICTURE -> picture;
            case NOISE -> s.noise();
            case REBUILT -> s.rebuilt() == null ? s.noise() : s.rebuilt();
        };
    }

    private String words() {
        InvertModel.Shown s = model.invert().shownProperty().get();
        if (s == null) {
            return "";
        }
        String noise = Texts.of("invert.statistics", three(s.statistics().mean()), three(s.statistics().deviation()),
                three(s.statistics().excessKurtosis()), sigma(s.sigma()));
        return s.error().isEmpty() ? noise
                : noise + "\n" + Texts.of("invert.error", String.format(Texts.locale(), "%.5f", s.error().getAsDouble()),
                        String.format(Texts.locale(), "%.1f", -10 * Math.log10(Math.max(1e-12, s.error().getAsDouble()))));
    }

    private static String three(double v) {
        return String.format(Texts.locale(), "%.3f", v).replace('-', '−');
    }
}
