package studio.bcm.evaluation.report;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import studio.bcm.UserException;
import studio.bcm.evaluation.figure.FigureFonts;
import studio.bcm.evaluation.figure.LossPlot;
import studio.bcm.evaluation.figure.PlotStyle;
import studio.bcm.evaluation.figure.ResultFiles;

/** Inversion error over evaluations, one curve for each method, both axes logarithmic. */
public final class ErrorPlot {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 600;
    private static final double LEAST_ERROR = 1e-12;
    private static final Color[] COLOURS = {
        new Color(0x1f, 0x5f, 0xa8), new Color(0xc2, 0x4d, 0x1c), new Color(0x2b, 0x8a, 0x4a), new Color(0x8a, 0x3f, 0x9e)};

    private final List<EvaluationReport.SolverRow> rows;

    private ErrorPlot(List<EvaluationReport.SolverRow> rows) {
        this.rows = rows;
    }

    public static ErrorPlot of(List<EvaluationReport.SolverRow> rows) {
        return new ErrorPlot(List.copyOf(rows));
    }

    /**
     * Of a report that was written as JSON.
     *
     * @throws UserException when it cannot be read or has no such errors
     */
    public static ErrorPlot read(Path json) {
        List<EvaluationReport.SolverRow> rows;
        try {
            ObjectMapper mapper = new ObjectMapper();
            rows = mapper.convertValue(mapper.readTree(json.toFile()).path("solvers"), new TypeReference<>() {
            });
        } catch (IOException e) {
            throw new UserException("The report " + json + " cannot be read: " + e.getMessage() + ".", e);
        } catch (IllegalArgumentException e) {
            throw new UserException("The report " + json + " holds other errors than 'evaluate solvers' measures.", e);
        }
        if (rows == null || rows.isEmpty()) {
            throw new UserException("The report " + json + " holds no errors over evaluations: 'evaluate solvers' measures them.");
        }
        return of(rows);
    }

    public BufferedImage image() {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title("Inversion error").xAxisTitle("evaluations to noise")
                .yAxisTitle("mean squared error, one evaluation back").theme(Styler.ChartTheme.XChart).build();
        PlotStyle.apply(chart);
        // Logarithms on even axes, since logarithmic axes are labelled at powers of ten alone.
        chart.getStyler().setXAxisTickMarkSpacingHint(WIDTH / 7).setYAxisTickMarkSpacingHint(HEIGHT / 10);
        chart.getStyler().setxAxisTickLabelsFormattingFunction(x -> String.format(Locale.ROOT, x < 0 ? "%.2f" : "%.0f", Math.pow(2, x)));
        chart.getStyler().setyAxisTickLabelsFormattingFunction(y -> String.format(Locale.ROOT, "%.2g", Math.pow(10, y)));
        Map<String, List<EvaluationReport.SolverRow>> methods = new LinkedHashMap<>();
        rows.forEach(r -> methods.computeIfAbsent(r.method(), m -> new ArrayList<>()).add(r));
        int colour = 0;
        for (Map.Entry<String, List<EvaluationReport.SolverRow>> method : methods.entrySet()) {
            Color ink = COLOURS[colour++ % COLOURS.length];
            chart.addSeries(method.getKey(), method.getValue().stream().map(r -> Math.log(r.evaluations()) / Math.log(2)).toList(),
                    method.getValue().stream().map(r -> Math.log10(Math.max(LEAST_ERROR, r.mse()))).toList())
                    .setMarker(SeriesMarkers.CIRCLE).setMarkerColor(ink).setLineColor(ink).setLineStyle(new BasicStroke(2.2f));
        }
        return PlotStyle.draw(chart);
    }

    /** As {@link LossPlot#write}. */
    public void write(Path png) {
        if (!FigureFonts.usable()) {
            return;
        }
        ResultFiles.writePng(image(), png);
    }
}
