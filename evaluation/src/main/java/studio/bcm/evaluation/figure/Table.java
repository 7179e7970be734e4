package studio.bcm.evaluation.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Rows of text under headings, for people: as Markdown or in columns. */
public final class Table {
    private final String title;
    private final List<String> heads;
    private final String note;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String title, List<String> heads, String note) {
        this.title = title;
        this.heads = List.copyOf(heads);
        this.note = note;
    }

    /** @throws IllegalArgumentException when there are not as many cells as headings */
    public void add(Object... cells) {
        if (cells.length != heads.size()) {
            throw new IllegalArgumentException(cells.length + " cells under " + heads.size() + " headings");
        }
        rows.add(Arrays.stream(cells).map(Object::toString).toList());
    }

    public String title() {
        return title;
    }

    public String note() {
        return note;
    }

    List<List<String>> rows() {
        return List.copyOf(rows);
    }

    public String markdown() {
        return line(heads) + heads.stream().map(h -> "---").collect(Collectors.joining("|", "|", "|\n"))
                + rows.stream().map(Table::line).collect(Collectors.joining());
    }

    private static String line(List<String> cells) {
        return cells.stream().map(c -> c.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /** Padded with spaces for a terminal, title first. */
    public String text() {
        int[] widths = new int[heads.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = heads.get(i).length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return title + System.lineSeparator() + padded(heads, widths)
                + rows.stream().map(r -> padded(r, widths)).collect(Collectors.joining())
                + (note.isEmpty() ? "" : note + System.lineSeparator());
    }

    private static String padded(List<String> cells, int[] widths) {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            s.append(i == 0 ? "" : "  ").append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length()));
        }
        return s.toString().stripTrailing() + System.lineSeparator();
    }
}
