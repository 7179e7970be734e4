package studio.bcm.evaluation.figure;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.image.Quantum;

/**
 * Pictures in a labelled grid, for looking at what a network does: samples, interpolations, before and after. Pixels are
 * shown as they are: enlarged by whole factors only, never interpolated or shrunk.
 *
 * <p>On a system without fonts the labels are left out and that is logged once.
 */
public final class Sheet {
    private static final int MARGIN = 20;
    private static final int GAP = 8;
    private static final int MIN_CELL = 96;
    private static final int TITLE_SIZE = 20;
    private static final int LABEL_SIZE = 13;
    private static final Color PAPER = new Color(0xfa, 0xfa, 0xf8);
    private static final Color INK = new Color(0x22, 0x22, 0x22);
    private static final Color FAINT_INK = new Color(0x60, 0x60, 0x60);

    private final BufferedImage image;

    private Sheet(BufferedImage image) {
        this.image = image;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The sheet as sRGB. */
    public BufferedImage image() {
        return image;
    }

    /**
     * Writes the sheet as PNG, replacing an older one; missing folders are made.
     *
     * @throws studio.bcm.UserException when the file cannot be written
     */
    public void write(Path png) {
        ResultFiles.writePng(image, png);
    }

    /**
     * The pictures of a batch.
     *
     * @param batch  N×3×H×W values, nominally −1…1
     * @param n      pictures
     * @param height rows of each
     * @param width  columns of each
     */
    public static List<Pixels> pictures(float[] batch, int n, int height, int width) {
        int size = 3 * height * width;
        List<Pixels> pictures = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            float[] one = new float[size];
            System.arraycopy(batch, i * size, one, 0, size);
            pictures.add(new Pixels(width, height, one));
        }
        return pictures;
    }

    /** Planar RGB in −1…1 (clamped) as an 8-bit sRGB image. */
    public static BufferedImage image(PixelSource picture) {
        int w = picture.width();
        int h = picture.height();
        Pixels pixels = Pixels.blank(w, h);
        picture.read(0, 0, w, h, pixels.data(), 0);
        BufferedImage image = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, w, h, Quantum.argb(pixels), 0, w);
        return image;
    }

    private record Cell(BufferedImage image, String caption) {
    }

    private record Row(String label, List<Cell> cells) {
    }

    /** Rows are added in order; nothing else is required. */
    public static final class Builder {
        private final List<Row> rows = new ArrayList<>();
        private List<String> columnLabels = List.of();
        private String title = "";
        private String footer = "";
        private int zoom;

        private Builder() {
        }

        /** A heading above the grid. */
        public Builder optTitle(String title) {
            this.title = Objects.requireNonNull(title);
            return this;
        }

        /** A small line below the grid, such as the command that made it. */
        public Builder optFooter(String footer) {
            this.footer = Objects.requireNonNull(footer);
            return this;
        }

        /** What stands above the columns. */
        public Builder optColumnLabels(List<String> labels) {
            this.columnLabels = List.copyOf(labels);
            return this;
        }

        /** Enlargement of the pictures, a whole number; default: the least that makes them 96 pixels wide. */
        public Builder optZoom(int zoom) {
            if (zoom < 1) {
                throw new IllegalArgumentException("zoom " + zoom);
            }
            this.zoom = zoom;
            return this;
        }

        /** A row of pictures, with what stands to its left (may be empty). */
        public Builder addRow(String label, List<? extends PixelSource> pictures) {
            return addRow(label, pictures, List.of());
        }

        /** A row of pictures, with what stands to its left and below each picture. */
        public Builder addRow(String label, List<? extends PixelSource> pictures, List<String> captions) {
            List<Cell> cells = new ArrayList<>(pictures.size());
            for (int i = 0; i < pictures.size(); i++) {
                cells.add(new Cell(image(pictures.get(i)), i < captions.size() ? captions.get(i) : ""));
            }
            rows.add(new Row(Objects.requireNonNull(label), cells));
            return this;
        }

        /** Pictures in reading order, so many to a row, without labels. */
        public Builder addGrid(List<? extends PixelSource> pictures, int columns) {
            for (int i = 0; i < pictures.size(); i += columns) {
                addRow("", pictures.subList(i, Math.min(pictures.size(), i + columns)));
            }
            return this;
        }

        /** @throws IllegalStateException when no picture was added */
        public Sheet build() {
            int columns = rows.stream().mapToInt(r -> r.cells.size()).max().orElse(0);
            if (columns == 0) {
                throw new IllegalStateException("a sheet needs a picture");
            }
            return new Sheet(new Layout(this, columns).draw());
        }
    }

    /** Where everything stands, measured before anything is drawn. */
    private static final class Layout {
        private final Builder b;
        private final int columns;
        private final int zoom;
        private final Labels labels = new Labels();
        private final int cellWidth;
        private final int left;
        private final int gridTop;

        Layout(Builder b, int columns) {
            this.b = b;
            this.columns = columns;
            int widest = b.rows.stream().flatMap(r -> r.cells.stream()).mapToInt(c -> c.image.getWidth()).max().orElse(1);
            this.zoom = b.zoom > 0 ? b.zoom : Math.max(1, (MIN_CELL + widest - 1) / widest);
            this.cellWidth = widest * zoom;
            int rowLabels = b.rows.stream().mapToInt(r -> labels.width(r.label, LABEL_SIZE, false)).max().orElse(0);
            this.left = MARGIN + (rowLabels > 0 ? rowLabels + GAP + 4 : 0);
            int top = MARGIN;
            if (!b.title.isEmpty()) {
                top += labels.lineHeight(TITLE_SIZE, true) + GAP;
            }
            if (!b.columnLabels.isEmpty()) {
                top += labels.lineHeight(LABEL_SIZE, true) + 4;
            }
            this.gridTop = top;
        }

        private int captionHeight(Row row) {
            return row.cells.stream().allMatch(c -> c.caption.isEmpty()) ? 0 : 2 + labels.lineHeight(LABEL_SIZE, false);
        }

        private int rowHeight(Row row) {
            return row.cells.stream().mapToInt(c -> c.image.getHeight() * zoom).max().orElse(0);
        }

        BufferedImage draw() {
            int gridWidth = columns * cellWidth + (columns - 1) * GAP;
            int width = Math.max(left + gridWidth + MARGIN,
                    2 * MARGIN + Math.max(labels.width(b.title, TITLE_SIZE, true), labels.width(b.footer, LABEL_SIZE, false)));
            int height = gridTop + b.rows.stream().mapToInt(r -> rowHeight(r) + captionHeight(r) + GAP).sum() - GAP
                    + (b.footer.isEmpty() ? 0 : GAP + labels.lineHeight(LABEL_SIZE, false)) + MARGIN;
            BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            Graphics2D g = image.createGraphics();
            g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
            g.setColor(PAPER);
            g.fillRect(0, 0, width, height);
            drawHeadings(g);
            int y = gridTop;
            for (Row row : b.rows) {
                drawRow(g, row, y);
                y += rowHeight(row) + captionHeight(row) + GAP;
            }
            labels.draw(g, b.footer, MARGIN, y, LABEL_SIZE, false, FAINT_INK);
            g.dispose();
            return image;
        }

        private void drawHeadings(Graphics2D g) {
            labels.draw(g, b.title, MARGIN, MARGIN, TITLE_SIZE, true, INK);
            int y = gridTop - labels.lineHeight(LABEL_SIZE, true) - 4;
            for (int i = 0; i < Math.min(columns, b.columnLabels.size()); i++) {
                String text = labels.fit(b.columnLabels.get(i), cellWidth, LABEL_SIZE, true);
                int x = left + i * (cellWidth + GAP) + (cellWidth - labels.width(text, LABEL_SIZE, true)) / 2;
                labels.draw(g, text, x, y, LABEL_SIZE, true, INK);
            }
        }

        private void drawRow(Graphics2D g, Row row, int y) {
            int height = rowHeight(row);
            labels.draw(g, row.label, MARGIN, y + (height - labels.lineHeight(LABEL_SIZE, false)) / 2, LABEL_SIZE, false, INK);
            for (int i = 0; i < row.cells.size(); i++) {
                Cell cell = row.cells.get(i);
                int x = left + i * (cellWidth + GAP);
                int w = cell.image.getWidth() * zoom;
                int h = cell.image.getHeight() * zoom;
                g.drawImage(cell.image, x + (cellWidth - w) / 2, y + (height - h) / 2, w, h, null);
                String caption = labels.fit(cell.caption, cellWidth, LABEL_SIZE, false);
                labels.draw(g, caption, x + (cellWidth - labels.width(caption, LABEL_SIZE, false)) / 2, y + height + 2,
                        LABEL_SIZE, false, FAINT_INK);
            }
        }
    }

    /** Text, or nothing where the system has no fonts. */
    private static final class Labels {
        private final Graphics2D measure = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        private final boolean usable = FigureFonts.usable();

        private static Font font(int size, boolean bold) {
            return new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, size);
        }

        int width(String text, int size, boolean bold) {
            return usable && !text.isEmpty() ? measure.getFontMetrics(font(size, bold)).stringWidth(text) : 0;
        }

        int lineHeight(int size, boolean bold) {
            return usable ? measure.getFontMetrics(font(size, bold)).getHeight() : 0;
        }

        /** The text cut to a width, with an ellipsis where it was. */
        String fit(String text, int width, int size, boolean bold) {
            if (width(text, size, bold) <= width) {
                return text;
            }
            int end = text.length();
            while (end > 0 && width(text.substring(0, end) + "…", size, bold) > width) {
                end--;
            }
            return text.substring(0, end) + "…";
        }

        void draw(Graphics2D g, String text, int x, int top, int size, boolean bold, Color color) {
            if (!usable || text.isEmpty()) {
                return;
            }
            g.setFont(font(size, bold));
            g.setColor(color);
            g.drawString(text, x, top + g.getFontMetrics().getAscent());
        }
    }
}
