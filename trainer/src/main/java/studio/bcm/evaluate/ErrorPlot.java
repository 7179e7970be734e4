package studio.bcm.evaluate;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Inversion error over evaluations, one curve for each method, both axes logarithmic. */
final class ErrorPlot {
    private static final Color[] COLOURS = {
        new Color(0x1f, 0x5f, 0xa8), new Color(0xc2, 0x4d, 0x1c), new Color(0x2b, 0x8a, 0x4a), new Color(0x8a, 0x3f, 0x9e)};

    private final List<Report.SolverRow> rows;

    private ErrorPlot(List<Report.SolverRow> rows) {
        this.rows = rows;
    }

    static ErrorPlot of(List<Report.SolverRow> rows) {
        return new ErrorPlot(List.copyOf(rows));
    }

    BufferedImage image() {
        XYChart chart = new XYChartBuilder().width(900).height(600).title("Inversion error").xAxisTitle("evaluations to noise")
                .yAxisTitle("mean squared error, one evaluation back").theme(Styler.ChartTheme.XChart).build();
        PlotStyle.apply(chart);
        chart.getStyler().setYAxisLogarithmic(true).setXAxisLogarithmic(true);
        Map<String, List<Report.SolverRow>> methods = new LinkedHashMap<>();
        rows.forEach(r -> methods.computeIfAbsent(r.method(), m -> new ArrayList<>()).add(r));
        int colour = 0;
        for (Map.Entry<String, List<Report.SolverRow>> method : methods.entrySet()) {
            Color ink = COLOURS[colour++ % COLOURS.length];
            chart.addSeries(method.getKey(), method.getValue().stream().map(r -> (double) r.evaluations()).toList(),
                    method.getValue().stream().map(Report.SolverRow::mse).toList())
                    .setMarker(SeriesMarkers.CIRCLE).setMarkerColor(ink).setLineColor(ink).setLineStyle(new BasicStroke(2.2f));
        }
        return PlotStyle.draw(chart);
    }

    /** As {@link LossPlot#write}. */
    void write(Path png) {
        if (!Fonts.usable()) {
            return;
        }
        ResultFiles.writePng(image(), png);
    }
}
