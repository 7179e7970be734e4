package studio.bcm.ui.models;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.geometry.HPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import studio.bcm.model.Manifest;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;

/** What was measured of a model: restoration as a table by JPEG quality, the rest as a row of figures. */
final class FigureTable {
    private static final Pattern RESTORATION = Pattern.compile("restoration-(psnr|ssim|gain)-(\\d+)");
    private static final List<String> ROWS = List.of("psnr", "gain", "ssim");
    private static final int MOST_OTHERS = 6;

    private FigureTable() {
    }

    /** The nodes to show; none for a model of which nothing was measured. */
    static List<Node> of(List<Manifest.Figure> figures) {
        Map<Integer, Map<String, Manifest.Figure>> restoration = new TreeMap<>();
        List<Manifest.Figure> others = new ArrayList<>();
        for (Manifest.Figure f : figures) {
            Matcher m = RESTORATION.matcher(f.name());
            if (m.matches()) {
                restoration.computeIfAbsent(Integer.valueOf(m.group(2)), q -> new LinkedHashMap<>()).put(m.group(1), f);
            } else {
                others.add(f);
            }
        }
        List<Node> nodes = new ArrayList<>();
        if (!restoration.isEmpty()) {
            nodes.add(table(restoration));
        }
        if (!others.isEmpty()) {
            FlowPane row = new FlowPane(Ui.GRID, 4);
            others.stream().limit(MOST_OTHERS).forEach(f -> row.getChildren().add(figure(f,
                    f.name() + "  " + String.format(Texts.locale(), "%.4g", f.value()) + (f.unit().isEmpty() ? "" : " " + f.unit()), "figure")));
            nodes.add(row);
        }
        return nodes;
    }

    private static GridPane table(Map<Integer, Map<String, Manifest.Figure>> byQuality) {
        GridPane table = new GridPane(3 * Ui.GRID, 4);
        table.getStyleClass().add("figure-table");
        table.add(quiet(Texts.of("models.figures.quality")), 0, 0);
        for (int i = 0; i < ROWS.size(); i++) {
            table.add(quiet(Texts.of("models.figures." + ROWS.get(i))), 0, i + 1);
        }
        int column = 1;
        for (Map.Entry<Integer, Map<String, Manifest.Figure>> quality : byQuality.entrySet()) {
            table.add(right(quiet(quality.getKey().toString())), column, 0);
            for (int i = 0; i < ROWS.size(); i++) {
                Manifest.Figure f = quality.getValue().get(ROWS.get(i));
                if (f != null) {
                    String format = switch (ROWS.get(i)) {
                        case "ssim" -> "%.3f";
                        case "gain" -> "%+.2f";
                        default -> "%.2f";
                    };
                    table.add(right(figure(f, String.format(Texts.locale(), format, f.value()), "figure-cell")), column, i + 1);
                }
            }
            column++;
        }
        return table;
    }

    private static Label figure(Manifest.Figure f, String words, String style) {
        Label label = new Label(words);
        label.getStyleClass().add(style);
        return Ui.tipText(label, f.command().isEmpty() ? f.name() : f.command());
    }

    private static Label quiet(String words) {
        Label label = new Label(words);
        label.getStyleClass().add("quiet");
        return label;
    }

    private static Label right(Label label) {
        GridPane.setHalignment(label, HPos.RIGHT);
        return label;
    }
}
