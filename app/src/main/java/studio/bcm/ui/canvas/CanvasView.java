package studio.bcm.ui.canvas;

import javafx.animation.AnimationTimer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.image.PixelWriter;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.paint.ImagePattern;
import javafx.scene.text.Font;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Fonts;
import studio.bcm.ui.control.Images;
import studio.bcm.ui.image.Layer;
import studio.bcm.ui.image.Pyramid;
import studio.bcm.ui.restore.RestoreModel.Compare;

/**
 * The picture in the middle of the window: draws the tiles that are seen, at the size at which they are seen. Wheel and
 * pinch zoom to the pointer, dragging pans, a double click goes between the whole picture and 100 %.
 */
public final class CanvasView extends Region {
    private static final double WHEEL_ZOOM = 1.0018;
    private static final double PIXEL_GRID_FROM = 12;
    private static final double DIVIDER_REACH = 10;
    private static final double KEY_PAN = 48;

    /** What a tool does with the mouse, in pixels of the picture; takes what the canvas would do. */
    public interface Tool {
        /** @return whether it takes the press */
        boolean pressed(double x, double y, MouseEvent event);

        void dragged(double x, double y, MouseEvent event);

        void released(double x, double y, MouseEvent event);

        /** Draws over the picture. */
        void paint(GraphicsContext g, ViewportModel viewport);

        /** The pointer over the picture. */
        Cursor cursor();
    }

    private final Canvas canvas = new Canvas();
    private final ViewportModel viewport;
    private final ObjectProperty<Layer> before = new SimpleObjectProperty<>();
    private final ObjectProperty<Layer> after = new SimpleObjectProperty<>();
    private final ObjectProperty<Compare> compare = new SimpleObjectProperty<>(Compare.AFTER);
    private final ObjectProperty<Tool> tool = new SimpleObjectProperty<>();
    private final BooleanProperty dark = new SimpleBooleanProperty(false);
    private ImagePattern checkerboard;
    private boolean dirty = true;
    private Drag drag = Drag.NONE;
    private double lastX;
    private double lastY;
    private double pointerX = -1;
    private double pointerY = -1;

    private enum Drag { NONE, PAN, DIVIDER, TOOL }

    public CanvasView(ViewportModel viewport) {
        this.viewport = viewport;
        getStyleClass().add("canvas-view");
        setId("canvas");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setAccessibleText(Texts.of("canvas"));
        setMinSize(64, 64);
        getChildren().add(canvas);
        canvas.setMouseTransparent(true);
        before.addListener((o, a, b) -> {
            if (b != null) {
                viewport.show(b.width(), b.height());
            }
            markDirty();
        });
        after.addListener((o, a, b) -> markDirty());
        compare.addListener((o, a, b) -> markDirty());
        tool.addListener((o, a, b) -> markDirty());
        dark.addListener((o, a, b) -> {
            checkerboard = null;
            markDirty();
        });
        viewport.zoomProperty().addListener((o, a, b) -> markDirty());
        viewport.leftProperty().addListener((o, a, b) -> markDirty());
        viewport.topProperty().addListener((o, a, b) -> markDirty());
        viewport.dividerProperty().addListener((o, a, b) -> markDirty());
        viewport.holdCompareProperty().addListener((o, a, b) -> markDirty());
        addInput();
        AnimationTimer timer = new AnimationTimer() {
            @Override
            public void handle(long now) {
                if (dirty) {
                    dirty = false;
                    draw();
                }
            }
        };
        sceneProperty().addListener((o, a, scene) -> {
            if (scene == null) {
                timer.stop();
            } else {
                timer.start();
            }
        });
    }

    public ObjectProperty<Layer> beforeProperty() {
        return before;
    }

    public ObjectProperty<Layer> afterProperty() {
        return after;
    }

    public ObjectProperty<Compare> compareProperty() {
        return compare;
    }

    public ObjectProperty<Tool> toolProperty() {
        return tool;
    }

    public BooleanProperty darkProperty() {
        return dark;
    }

    /** Draws again with the next frame. */
    public void markDirty() {
        dirty = true;
    }

    @Override
    protected void layoutChildren() {
        canvas.setWidth(getWidth());
        canvas.setHeight(getHeight());
        viewport.resize(compare.get() == Compare.SIDE_BY_SIDE ? getWidth() / 2 : getWidth(), getHeight());
        markDirty();
    }

    private boolean comparing() {
        return after.get() != null && before.get() != null;
    }

    private double dividerX() {
        return viewport.toScreenX(viewport.dividerProperty().get() * before.get().width());
    }

    private void addInput() {
        compare.addListener((o, a, b) -> requestLayout());
        addEventHandler(ScrollEvent.SCROLL, e -> {
            if (before.get() == null) {
                return;
            }
            double x = paneX(e.getX());
            viewport.zoomBy(Math.pow(WHEEL_ZOOM, Math.clamp(e.getDeltaY(), -240, 240)), x, e.getY());
            e.consume();
        });
        setOnZoom(e -> {
            viewport.zoomBy(e.getZoomFactor(), paneX(e.getX()), e.getY());
            e.consume();
        });
        setOnMousePressed(this::pressed);
        setOnMouseDragged(this::dragged);
        setOnMouseReleased(e -> {
            if (drag == Drag.TOOL) {
                tool.get().released(pictureX(e), viewport.toPictureY(e.getY()), e);
            }
            drag = Drag.NONE;
            hover(e);
        });
        setOnMouseMoved(this::hover);
        setOnMouseExited(e -> {
            pointerX = -1;
            if (tool.get() != null) {
                markDirty();
            }
        });
        setOnMouseClicked(e -> {
            if (e.getClickCount() == 2 && tool.get() == null && e.isStillSincePress()) {
                if (Math.abs(viewport.zoomProperty().get() - 1) < 1e-6) {
                    viewport.fit();
                } else {
                    viewport.zoomBy(1 / viewport.zoomProperty().get(), paneX(e.getX()), e.getY());
                }
            }
        });
        setOnKeyPressed(e -> {
            if (e.isShortcutDown()) {
                return;
            }
            boolean taken = true;
            switch (e.getCode()) {
                case LEFT -> viewport.panBy(KEY_PAN, 0);
                case RIGHT -> viewport.panBy(-KEY_PAN, 0);
                case UP -> viewport.panBy(0, KEY_PAN);
                case DOWN -> viewport.panBy(0, -KEY_PAN);
                case PLUS, ADD, EQUALS -> viewport.zoomBy(1.25, viewport.width() / 2, viewport.height() / 2);
                case MINUS, SUBTRACT -> viewport.zoomBy(0.8, viewport.width() / 2, viewport.height() / 2);
                default -> taken = false;
            }
            if (taken && e.getCode() != KeyCode.UNDEFINED) {
                e.consume();
            }
        });
    }

    /** X within the half that the pointer is in. */
    private double paneX(double x) {
        return compare.get() == Compare.SIDE_BY_SIDE && x >= getWidth() / 2 ? x - getWidth() / 2 : x;
    }

    private double pictureX(MouseEvent e) {
        return viewport.toPictureX(paneX(e.getX()));
    }

    private void pressed(MouseEvent e) {
        requestFocus();
        lastX = e.getX();
        lastY = e.getY();
        if (before.get() == null) {
            return;
        }
        if (e.getButton() == MouseButton.PRIMARY && onDivider(e)) {
            drag = Drag.DIVIDER;
        } else if (e.getButton() == MouseButton.PRIMARY && tool.get() != null
                && tool.get().pressed(pictureX(e), viewport.toPictureY(e.getY()), e)) {
            drag = Drag.TOOL;
        } else {
            drag = Drag.PAN;
            setCursor(Cursor.CLOSED_HAND);
        }
    }

    private boolean onDivider(MouseEvent e) {
        return comparing() && compare.get() == Compare.SPLIT && Math.abs(e.getX() - dividerX()) <= DIVIDER_REACH;
    }

    private void dragged(MouseEvent e) {
        pointerX = e.getX();
        pointerY = e.getY();
        switch (drag) {
            case DIVIDER -> viewport.dividerProperty().set(
                    Math.clamp(viewport.toPictureX(e.getX()) / before.get().width(), 0, 1));
            case TOOL -> {
                tool.get().dragged(pictureX(e), viewport.toPictureY(e.getY()), e);
                markDirty();
            }
            case PAN -> viewport.panBy(e.getX() - lastX, e.getY() - lastY);
            case NONE -> { }
        }
        lastX = e.getX();
        lastY = e.getY();
    }

    private void hover(MouseEvent e) {
        pointerX = e.getX();
        pointerY = e.getY();
        if (before.get() == null) {
            setCursor(Cursor.DEFAULT);
        } else if (onDivider(e)) {
            setCursor(Cursor.H_RESIZE);
        } else if (tool.get() != null) {
            setCursor(tool.get().cursor());
            markDirty();
        } else {
            setCursor(Cursor.OPEN_HAND);
        }
    }

    /** Where the pointer is, in units of the canvas; −1 when it is elsewhere. */
    public double pointerX() {
        return pointerX;
    }

    public double pointerY() {
        return pointerY;
    }

    // Drawing

    private void draw() {
        GraphicsContext g = canvas.getGraphicsContext2D();
        g.setTransform(1, 0, 0, 1, 0, 0);
        g.clearRect(0, 0, canvas.getWidth(), canvas.getHeight());
        Layer first = before.get();
        if (first == null) {
            return;
        }
        double w = canvas.getWidth();
        double h = canvas.getHeight();
        if (!comparing()) {
            drawLayer(g, first, 0, 0, w, h);
        } else if (viewport.holdCompareProperty().get()) {
            drawLayer(g, first, 0, 0, w, h);
            tag(g, Texts.of("compare.before"), tagX(), tagY(), false);
        } else {
            switch (compare.get()) {
                case SPLIT -> drawSplit(g, first, w, h);
                case SIDE_BY_SIDE -> drawSideBySide(g, first, w, h);
                case AFTER -> {
                    drawLayer(g, first, 0, 0, w, h);
                    drawLayer(g, after.get(), 0, 0, w, h);
                }
            }
        }
        if (tool.get() != null) {
            tool.get().paint(g, viewport);
        }
    }

    private void drawSplit(GraphicsContext g, Layer first, double w, double h) {
        double x = Math.clamp(dividerX(), 0, w);
        drawLayer(g, first, 0, 0, w, h);
        drawLayer(g, after.get(), x, 0, w - x, h);
        double top = Math.max(0, viewport.toScreenY(0));
        double bottom = Math.min(h, viewport.toScreenY(first.height()));
        g.setFill(Color.color(0, 0, 0, 0.35));
        g.fillRect(x - 1.5, top, 3, bottom - top);
        g.setFill(Color.WHITE);
        g.fillRect(x - 1, top, 2, bottom - top);
        double y = (top + bottom) / 2;
        g.setFill(Color.color(0, 0, 0, 0.3));
        g.fillOval(x - 17, y - 16, 34, 34);
        g.setFill(Color.WHITE);
        g.fillOval(x - 16, y - 16, 32, 32);
        g.setFill(Color.rgb(60, 60, 66));
        g.fillPolygon(new double[] {x - 10, x - 4, x - 4}, new double[] {y, y - 5, y + 5}, 3);
        g.fillPolygon(new double[] {x + 10, x + 4, x + 4}, new double[] {y, y - 5, y + 5}, 3);
        tag(g, Texts.of("compare.before"), x - 12, top + 12, true);
        tag(g, Texts.of("compare.after"), x + 12, top + 12, false);
    }

    private void drawSideBySide(GraphicsContext g, Layer first, double w, double h) {
        double half = w / 2;
        drawLayer(g, first, 0, 0, half, h);
        g.save();
        g.translate(half, 0);
        drawLayer(g, first, 0, 0, half, h);
        drawLayer(g, after.get(), 0, 0, half, h);
        g.restore();
        g.setFill(Color.color(0.5, 0.5, 0.5, 0.5));
        g.fillRect(half - 0.5, 0, 1, h);
        tag(g, Texts.of("compare.before"), tagX(), tagY(), false);
        tag(g, Texts.of("compare.after"), half + tagX(), tagY(), false);
    }

    /** Left of a tag in the corner of the picture, or of the canvas where that begins farther left. */
    private double tagX() {
        return Math.max(0, viewport.toScreenX(0)) + 12;
    }

    private double tagY() {
        return Math.max(0, viewport.toScreenY(0)) + 12;
    }

    private static void tag(GraphicsContext g, String words, double x, double y, boolean toTheLeft) {
        g.setFont(Font.font(Fonts.FAMILY, 12));
        double width = words.length() * 6.6 + 16;
        double left = toTheLeft ? x - width : x;
        g.setFill(Color.color(0, 0, 0, 0.55));
        g.fillRoundRect(left, y, width, 22, 11, 11);
        g.setFill(Color.WHITE);
        g.setTextAlign(javafx.scene.text.TextAlignment.CENTER);
        g.fillText(words, left + width / 2, y + 15);
        g.setTextAlign(javafx.scene.text.TextAlignment.LEFT);
    }

    /** Draws what of a layer falls into a rectangle of the canvas. */
    private void drawLayer(GraphicsContext g, Layer layer, double x, double y, double w, double h) {
        if (w <= 0 || h <= 0) {
            return;
        }
        g.save();
        g.beginPath();
        g.rect(x, y, w, h);
        g.clip();
        double zoom = viewport.zoomProperty().get();
        for (Layer.Part part : layer.parts()) {
            drawPart(g, part, zoom, x, y, w, h);
        }
        if (zoom >= PIXEL_GRID_FROM) {
            drawPixelGrid(g, layer, zoom, x, y, w, h);
        }
        g.restore();
    }

    private void drawPart(GraphicsContext g, Layer.Part part, double zoom, double x, double y, double w, double h) {
        double left = viewport.toScreenX(part.x());
        double top = viewport.toScreenY(part.y());
        if (!part.pyramid().isOpaque()) {
            g.setFill(checkerboard());
            g.fillRect(left, top, part.pyramid().width() * part.scale() * zoom, part.pyramid().height() * part.scale() * zoom);
        }
        Pyramid.Level level = part.pyramid().levelFor(zoom * part.scale() * getScene().getWindow().getOutputScaleX());
        double step = level.scale() * part.scale() * zoom;
        g.setImageSmoothing(step < 2.99);
        for (Pyramid.Tile tile : level.tiles()) {
            double tx = left + tile.x() * step;
            double ty = top + tile.y() * step;
            double tw = tile.raster().width() * step;
            double th = tile.raster().height() * step;
            if (tx < x + w && tx + tw > x && ty < y + h && ty + th > y) {
                // The last column of a halved picture may stand for less than a whole one.
                g.drawImage(Images.of(tile.raster()), tx, ty, tw, th);
            }
        }
    }

    private void drawPixelGrid(GraphicsContext g, Layer layer, double zoom, double x, double y, double w, double h) {
        g.setStroke(Color.color(0.5, 0.5, 0.5, 0.35));
        g.setLineWidth(1);
        double top = Math.max(y, viewport.toScreenY(0));
        double bottom = Math.min(y + h, viewport.toScreenY(layer.height()));
        double leftEdge = Math.max(x, viewport.toScreenX(0));
        double rightEdge = Math.min(x + w, viewport.toScreenX(layer.width()));
        for (int i = (int) Math.ceil(viewport.toPictureX(leftEdge)); i <= viewport.toPictureX(rightEdge); i++) {
            double sx = Math.floor(viewport.toScreenX(i)) + 0.5;
            g.strokeLine(sx, top, sx, bottom);
        }
        for (int j = (int) Math.ceil(viewport.toPictureY(top)); j <= viewport.toPictureY(bottom); j++) {
            double sy = Math.floor(viewport.toScreenY(j)) + 0.5;
            g.strokeLine(leftEdge, sy, rightEdge, sy);
        }
    }

    private ImagePattern checkerboard() {
        if (checkerboard == null) {
            WritableImage squares = new WritableImage(16, 16);
            PixelWriter writer = squares.getPixelWriter();
            Color light = dark.get() ? Color.gray(0.28) : Color.gray(1);
            Color deep = dark.get() ? Color.gray(0.22) : Color.gray(0.88);
            for (int j = 0; j < 16; j++) {
                for (int i = 0; i < 16; i++) {
                    writer.setColor(i, j, i / 8 == j / 8 ? light : deep);
                }
            }
            checkerboard = new ImagePattern(squares, 0, 0, 16, 16, false);
        }
        return checkerboard;
    }
}
