package studio.bcm.ui.invert;

import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;
import studio.bcm.edit.noise.NoiseStatistics;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;

/** How often each value occurs in a noise, with the normal curve that ideal noise would follow. */
final class NoiseHistogram extends Region {
    private static final double HEIGHT = 144;
    private static final double FOOT = 18;

    private final Canvas canvas = new Canvas();
    private final ObservableBooleanValue dark;
    private NoiseStatistics statistics;

    NoiseHistogram(ObservableBooleanValue dark) {
        this.dark = dark;
        setMinHeight(HEIGHT);
        setPrefHeight(HEIGHT);
        getStyleClass().add("histogram");
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setAccessibleText(Texts.of("invert.histogram"));
        getChildren().add(canvas);
        dark.addListener((o, before, now) -> draw());
        Ui.tip(this, "invert.histogram");
    }

    void show(NoiseStatistics now) {
        statistics = now;
        draw();
    }

    @Override
    protected void layoutChildren() {
        canvas.setWidth(getWidth());
        canvas.setHeight(getHeight());
        draw();
    }

    private void draw() {
        GraphicsContext g = canvas.getGraphicsContext2D();
        double w = canvas.getWidth();
        double h = canvas.getHeight() - FOOT;
        g.clearRect(0, 0, w, canvas.getHeight());
        if (statistics == null || w < 10) {
            return;
        }
        Color ink = dark.get() ? Color.gray(0.75) : Color.gray(0.35);
        long total = 0;
        long most = 1;
        for (long n : statistics.histogram()) {
            total += n;
            most = Math.max(most, n);
        }
        double binWidth = 2.0 * NoiseStatistics.RANGE / NoiseStatistics.BINS;
        double peak = 1 / Math.sqrt(2 * Math.PI) * binWidth;
        double scale = (h - 6) / Math.max(peak, (double) most / total);
        g.setFill(Color.web(dark.get() ? "#5b8def" : "#2f6fde", 0.75));
        double step = w / NoiseStatistics.BINS;
        for (int i = 0; i < NoiseStatistics.BINS; i++) {
            double bar = scale * statistics.histogram()[i] / total;
            g.fillRect(i * step, h - bar, Math.max(1, step - 0.75), bar);
        }
        g.setStroke(ink);
        g.setLineWidth(1.5);
        g.beginPath();
        for (int x = 0; x <= w; x += 2) {
            double z = (x / w * 2 - 1) * NoiseStatistics.RANGE;
            double y = h - scale * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * binWidth;
            if (x == 0) {
                g.moveTo(x, y);
            } else {
                g.lineTo(x, y);
            }
        }
        g.stroke();
        g.setFill(ink);
        g.setFont(Font.font(11));
        g.setTextAlign(TextAlignment.CENTER);
        for (int z = -3; z <= 3; z++) {
            g.fillText(z == 0 ? "0" : (z < 0 ? "−" : "") + Math.abs(z) + "σ", w * (z + NoiseStatistics.RANGE) / (2.0 * NoiseStatistics.RANGE),
                    h + 14);
        }
    }
}
