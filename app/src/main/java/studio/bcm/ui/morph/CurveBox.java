package studio.bcm.ui.morph;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Cursor;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.ComboBox;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import studio.bcm.edit.Easing;
import studio.bcm.edit.morph.Curve;
import studio.bcm.edit.morph.Curve.Knot;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.document.MorphPassage;

/** The three curves of a passage, of which one is chosen and drawn: a click sets a knot, dragging moves it, a click with the other button removes it. */
final class CurveBox extends VBox {
    private static final double WIDTH = 264;
    private static final double HEIGHT = 96;
    private static final double MARGIN = 7;
    private static final double REACH = 11;
    private static final double LEAST_GAP = 0.02;
    private static final int STEPS = 80;

    /** What passes along a curve of its own. */
    enum Of { SHAPE, COLOUR, DETAIL;

        String curve(MorphPassage passage) {
            return switch (this) {
                case SHAPE -> passage.shape();
                case COLOUR -> passage.colour();
                case DETAIL -> passage.detail();
            };
        }

        MorphPassage with(MorphPassage passage, String curve) {
            return switch (this) {
                case SHAPE -> passage.withShape(curve);
                case COLOUR -> passage.withColour(curve);
                case DETAIL -> passage.withDetail(curve);
            };
        }
    }

    private final MorphModel morph;
    private final ObservableValue<MorphPassage> passage;
    private final ObservableBooleanValue dark;
    private final ObjectProperty<Of> of = new SimpleObjectProperty<>(Of.SHAPE);
    private final ComboBox<String> presets = new ComboBox<>();
    private final Canvas canvas = new Canvas(WIDTH, HEIGHT);
    private List<Knot> knots = List.of();
    private int held = -1;
    private boolean filling;

    CurveBox(MorphModel morph, ObservableValue<MorphPassage> passage, ObservableBooleanValue dark) {
        super(Ui.GRID);
        this.morph = morph;
        this.passage = passage;
        this.dark = dark;
        HBox which = Ui.segmented("morph.curves", List.of(Of.values()), of, of::set, o -> "morph.curve." + o.name().toLowerCase(Locale.ROOT));
        which.setAlignment(Pos.CENTER);
        presets.setId("morph-curve");
        presets.setMaxWidth(Double.MAX_VALUE);
        presets.setAccessibleText(Texts.of("morph.curve"));
        for (Easing easing : Easing.values()) {
            presets.getItems().add(easing.name().toLowerCase(Locale.ROOT));
        }
        presets.setConverter(Ui.inWords(curve -> Texts.of("easing." + (presets.getItems().contains(curve) ? curve : "own"))));
        presets.setOnAction(e -> {
            if (!filling && presets.getValue() != null) {
                choose(presets.getValue());
            }
        });
        Ui.tip(presets, "morph.curve");
        canvas.setId("morph-curve-canvas");
        canvas.setCursor(Cursor.CROSSHAIR);
        canvas.setAccessibleText(Texts.of("morph.curve.canvas"));
        Ui.tip(canvas, "morph.curve.canvas");
        canvas.setOnMousePressed(this::pressed);
        canvas.setOnMouseDragged(this::dragged);
        canvas.setOnMouseReleased(e -> {
            if (held >= 0) {
                held = -1;
                choose(words(knots));
            }
        });
        getChildren().addAll(which, presets, canvas);
        of.addListener((o, before, now) -> fill());
        passage.addListener((o, before, now) -> fill());
        dark.addListener((o, before, now) -> draw());
        Ui.keep(this, passage);
        fill();
    }

    private void choose(String curve) {
        Of which = of.get();
        morph.choosePassage(which.name(), p -> which.with(p, curve));
    }

    private void fill() {
        filling = true;
        String curve = of.get().curve(passage.getValue());
        presets.setValue(curve);
        knots = Curve.parse(curve).knots();
        filling = false;
        draw();
    }

    private static String words(List<Knot> knots) {
        return knots.isEmpty() ? "linear" : knots.stream().map(k -> String.format(Locale.ROOT, "%.3f:%.3f", k.time(), k.value())).collect(Collectors.joining(","));
    }

    private double x(double time) {
        return MARGIN + time * (WIDTH - 2 * MARGIN);
    }

    private double y(double value) {
        return HEIGHT - MARGIN - value * (HEIGHT - 2 * MARGIN);
    }

    private Knot knot(MouseEvent e, double after, double before, double least, double most) {
        double time = Math.clamp((e.getX() - MARGIN) / (WIDTH - 2 * MARGIN), after + LEAST_GAP, Math.max(after + LEAST_GAP, before - LEAST_GAP));
        return new Knot(time, Math.clamp((HEIGHT - MARGIN - e.getY()) / (HEIGHT - 2 * MARGIN), least, most));
    }

    private int at(MouseEvent e) {
        for (int i = 0; i < knots.size(); i++) {
            if (Math.hypot(x(knots.get(i).time()) - e.getX(), y(knots.get(i).value()) - e.getY()) < REACH) {
                return i;
            }
        }
        return -1;
    }

    private void pressed(MouseEvent e) {
        int there = at(e);
        List<Knot> changed = new ArrayList<>(knots);
        if (e.getButton() == MouseButton.SECONDARY) {
            if (there >= 0) {
                changed.remove(there);
                choose(words(changed));
            }
            return;
        }
        if (there < 0) {
            double time = (e.getX() - MARGIN) / (WIDTH - 2 * MARGIN);
            there = 0;
            while (there < knots.size() && knots.get(there).time() < time) {
                there++;
            }
            double after = there == 0 ? 0 : knots.get(there - 1).time();
            double before = there == knots.size() ? 1 : knots.get(there).time();
            if (before - after < 2 * LEAST_GAP) {
                return;
            }
            changed.add(there, knot(e, after, before, there == 0 ? 0 : knots.get(there - 1).value(), there == knots.size() ? 1 : knots.get(there).value()));
            knots = changed;
        }
        held = there;
        draw();
    }

    private void dragged(MouseEvent e) {
        if (held < 0) {
            return;
        }
        List<Knot> changed = new ArrayList<>(knots);
        boolean last = held == knots.size() - 1;
        changed.set(held, knot(e, held == 0 ? 0 : knots.get(held - 1).time(), last ? 1 : knots.get(held + 1).time(),
                held == 0 ? 0 : knots.get(held - 1).value(), last ? 1 : knots.get(held + 1).value()));
        knots = changed;
        draw();
    }

    private void draw() {
        GraphicsContext g = canvas.getGraphicsContext2D();
        g.clearRect(0, 0, WIDTH, HEIGHT);
        g.setStroke(dark.get() ? Color.gray(0.35) : Color.gray(0.8));
        g.setLineWidth(1);
        g.strokeRect(MARGIN + 0.5, MARGIN + 0.5, WIDTH - 2 * MARGIN - 1, HEIGHT - 2 * MARGIN - 1);
        g.strokeLine(x(0), y(0), x(1), y(1));
        Curve curve = new Curve(knots);
        double[] xs = new double[STEPS + 1];
        double[] ys = new double[STEPS + 1];
        for (int i = 0; i <= STEPS; i++) {
            xs[i] = x((double) i / STEPS);
            ys[i] = y(curve.at((double) i / STEPS));
        }
        Color colour = dark.get() ? Color.rgb(120, 170, 255) : Color.rgb(40, 100, 220);
        g.setStroke(colour);
        g.setLineWidth(2);
        g.strokePolyline(xs, ys, xs.length);
        // The knots of a preset are no matter of taste.
        if (!presets.getItems().contains(presets.getValue()) || held >= 0) {
            g.setFill(colour);
            for (Knot k : knots) {
                g.fillOval(x(k.time()) - 4, y(k.value()) - 4, 8, 8);
            }
        }
    }
}
