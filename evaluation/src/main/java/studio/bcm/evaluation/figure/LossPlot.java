package studio.bcm.evaluation.figure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import studio.bcm.UserException;

/**
 * The losses of a training run as a picture, drawn from the trainer's log: one JSON object a line with {@code kimg}
 * (thousands of pictures seen), {@code seconds}, {@code stage}, {@code loss} and, where a stage has several,
 * {@code losses} by name. Each stage and name is one smoothed curve on a logarithmic axis, with its raw values faint behind.
 */
public final class LossPlot {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Color[] COLOURS = {
        new Color(0x1f, 0x5f, 0xa8), new Color(0xc2, 0x4d, 0x1c), new Color(0x2b, 0x8a, 0x4a), new Color(0x8a, 0x3f, 0x9e),
        new Color(0xa8, 0x7b, 0x0a), new Color(0x0f, 0x86, 0x8c), new Color(0xb0, 0x2a, 0x55), new Color(0x5c, 0x5c, 0x5c)};
    private static final int WIDTH = 1100;
    private static final int HEIGHT = 640;

    /** What the losses are drawn over. */
    public enum Axis {
        KIMG("kimg", "thousands of pictures seen"),
        SECONDS("seconds", "seconds of training");

        private final String field;
        private final String title;

        Axis(String field, String title) {
            this.field = field;
            this.title = title;
        }
    }

    private record Curve(List<Double> x, List<Double> y) {
        Curve() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private final Map<String, Curve> curves;
    private final Axis axis;

    private LossPlot(Map<String, Curve> curves, Axis axis) {
        this.curves = curves;
        this.axis = axis;
    }

    /**
     * Reads a log. A last line that was cut off in the middle of writing is skipped; so are lines without a loss.
     *
     * @param log  the trainer's {@code log.jsonl}
     * @param axis what to draw the losses over
     * @throws UserException when the file cannot be read, holds no loss, or a line before the last is no JSON
     */
    public static LossPlot read(Path log, Axis axis) {
        List<String> lines;
        try {
            lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UserException("Cannot read the training log " + log + ": " + e.getMessage() + ".", e);
        }
        Map<String, Curve> curves = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            JsonNode entry;
            try {
                entry = JSON.readTree(lines.get(i));
            } catch (JsonProcessingException e) {
                if (i == lines.size() - 1) {
                    break;
                }
                throw new UserException("Line " + (i + 1) + " of the training log " + log + " is not JSON.", e);
            }
            collect(entry, axis, curves);
        }
        if (curves.isEmpty()) {
            throw new UserException("The training log " + log + " holds no losses yet.");
        }
        return new LossPlot(curves, axis);
    }

    private static void collect(JsonNode entry, Axis axis, Map<String, Curve> curves) {
        JsonNode x = entry.get(axis.field);
        if (x == null || !x.isNumber()) {
            return;
        }
        String stage = entry.path("stage").asText("training");
        Map<String, JsonNode> losses = new LinkedHashMap<>();
        if (entry.path("losses").isEmpty()) {
            losses.put(stage, entry.path("loss"));
        } else {
            entry.get("losses").properties().forEach(e -> losses.put(stage + ": " + e.getKey(), e.getValue()));
        }
        losses.forEach((name, loss) -> {
            // A logarithmic axis has no place for zero, and a diverged run logs NaN as text.
            if (loss.isNumber() && loss.asDouble() > 0 && Double.isFinite(loss.asDouble())) {
                Curve curve = curves.computeIfAbsent(name, n -> new Curve());
                curve.x.add(x.asDouble());
                curve.y.add(loss.asDouble());
            }
        });
    }

    /** Names of the curves: the stage, or stage and loss. */
    public List<String> names() {
        return List.copyOf(curves.keySet());
    }

    /**
     * The plot as sRGB, 1100×640.
     *
     * @throws UserException where the system has no fonts
     */
    public BufferedImage image() {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title("Training losses")
                .xAxisTitle(axis.title).yAxisTitle("loss").theme(Styler.ChartTheme.XChart).build();
        PlotStyle.apply(chart);
        chart.getStyler().setYAxisLogarithmic(spread() > 3).setXAxisMin(0.0);
        int colour = 0;
        for (Map.Entry<String, Curve> e : curves.entrySet()) {
            Curve curve = e.getValue();
            Color ink = COLOURS[colour++ % COLOURS.length];
            if (curve.x.size() > 3) {
                Color faint = new Color(ink.getRed(), ink.getGreen(), ink.getBlue(), 60);
                chart.addSeries(e.getKey() + " (raw)", curve.x, curve.y).setMarker(SeriesMarkers.NONE).setLineColor(faint)
                        .setLineStyle(new BasicStroke(1f)).setShowInLegend(false);
            }
            chart.addSeries(e.getKey(), curve.x, smooth(curve.y))
                    .setMarker(curve.x.size() == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE).setMarkerColor(ink)
                    .setLineColor(ink).setLineStyle(new BasicStroke(2.2f));
        }
        return PlotStyle.draw(chart);
    }

    private double spread() {
        double least = Double.MAX_VALUE;
        double most = 0;
        for (Curve c : curves.values()) {
            for (double v : c.y) {
                least = Math.min(least, v);
                most = Math.max(most, v);
            }
        }
        return most / least;
    }

    /** Centred running mean over a fiftieth of the curve: no lag, unlike an exponential one. */
    static List<Double> smooth(List<Double> values) {
        int half = values.size() / 100;
        double[] sums = new double[values.size() + 1];
        for (int i = 0; i < values.size(); i++) {
            sums[i + 1] = sums[i] + values.get(i);
        }
        List<Double> smooth = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            int reach = Math.min(half, Math.min(i, values.size() - 1 - i));
            smooth.add((sums[i + reach + 1] - sums[i - reach]) / (2 * reach + 1));
        }
        return smooth;
    }

    /**
     * Writes the plot as PNG, replacing an older one. On a system without fonts nothing is written, so that a training run
     * goes on; {@code evaluate plot} draws its log elsewhere.
     *
     * @return whether it was written
     * @throws UserException when it cannot be written
     */
    public boolean write(Path png) {
        if (!FigureFonts.usable()) {
            return false;
        }
        ResultFiles.writePng(image(), png);
        return true;
    }
}
