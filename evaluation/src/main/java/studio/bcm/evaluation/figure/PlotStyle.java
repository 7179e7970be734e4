package studio.bcm.evaluation.figure;

import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler;
import studio.bcm.UserException;

/** How plots of this package look. */
public final class PlotStyle {
    private PlotStyle() {
    }

    public static void apply(XYChart chart) {
        chart.getStyler().setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false).setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(Styler.LegendLayout.Horizontal).setLegendBorderColor(Color.WHITE)
                .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13)).setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 18))
                .setChartTitleBoxVisible(false);
        chart.getStyler().setPlotGridLinesColor(new Color(0xe2, 0xe2, 0xe2)).setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12))
                .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13)).setXAxisTickMarkSpacingHint(110);
    }

    /** @throws UserException where the system has no fonts */
    public static BufferedImage draw(XYChart chart) {
        if (!FigureFonts.usable()) {
            throw new UserException("The plot needs fonts and this system has none: install fontconfig and any font, such as DejaVu.");
        }
        return BitmapEncoder.getBufferedImage(chart);
    }
}
