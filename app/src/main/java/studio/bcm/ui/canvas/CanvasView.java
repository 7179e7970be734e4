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
import javafx.scene.text.TextAlignment;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Fonts;
import studio.bcm.ui.control.Images;
import studio.bcm.ui.image.Layer;
import studio.bcm.ui.image.Pyramid;

/**
 * The picture in the middle of the window: draws the tiles that are seen, at the size at which they are seen. Wheel and
 * pinch zoom to the pointer, dragging pans, a double click goes between the whole picture and 100 %.
 */
public final class CanvasView extends Region {
    private static final double WHEEL_ZOOM = 1.0018;
    private static final double PIXEL_GRID_FROM = 12;
    private static final double DIVIDER_REACH = 10;
    private static final double KEY_PAN = 48;
    private static final long FLICKER_NANOS = 700_000_000L;
    private static final double HANDLE_MARGIN = 28;
    /** Radius of the loupe, how much larger than the canvas it shows, and at least how large. */
    private static final double LOUPE = 96;
    private static final double LOUPE_FACTOR = 3;
    private static final double LOUPE_LEAST = 1;
    private static final double CROSS = 16;

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
    private final ObjectProperty<Compare> compare;
    private boolean flickersBack;
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
        compare = viewport.compareProperty();
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
        after.addListener((o, a, b) -> {
            if ((a == null) != (b == null)) {
                requestLayout();
            }
            markDirty();
        });
        compare.addListener((o, a, b) -> markDirty());
        viewport.loupeProperty().addListener((o, a, b) -> markDirty());
        tool.addListener((o, a, b) -> {
            setCursor(b == null ? Cursor.OPEN_HAND : b.cursor());
            markDirty();
        });
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
                boolean back = now / FLICKER_NANOS % 2 == 0;
                if (comparing() && compare.get() == Compare.FLICKER && back != flickersBack) {
                    flickersBack = back;
                    dirty = true;
                }
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
        viewport.resize(twoPanes() ? getWidth() / 2 : getWidth(), getHeight());
        markDirty();
    }

    private boolean comparing() {
        return after.get() != null && before.get() != null;
    }

    private boolean twoPanes() {
        return comparing() && compare.get() == Compare.SIDE_BY_SIDE;
    }

    private double dividerX() {
        return viewport.dividerProperty().get() * getWidth();
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
            if (tool.get() != null || viewport.loupeProperty().get()) {
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
        return twoPanes() && x >= getWidth() / 2 ? x - getWidth() / 2 : x;
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
        return comparing() && (compare.get() == Compare.SPLIT || compare.get() == Compare.ONION) && Math.abs(e.getX() - dividerX()) <= DIVIDER_REACH;
    }

    private void dragged(MouseEvent e) {
        pointerX = e.getX();
        pointerY = e.getY();
        switch (drag) {
            case DIVIDER -> viewport.dividerProperty().set(Math.clamp(e.getX() / Math.max(1, getWidth()), 0, 1));
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
        if (viewport.loupeProperty().get()) {
            markDirty();
        }
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
        Eye eye = new Eye(viewport.leftProperty().get(), viewport.topProperty().get(), viewport.zoomProperty().get());
        drawAll(g, first, eye, w, h);
        if (tool.get() != null) {
            tool.get().paint(g, viewport);
        }
        if (viewport.loupeProperty().get() && pointerX >= 0) {
            drawLoupe(g, first);
        }
    }

    /** Where a picture lies on the canvas. */
    private record Eye(double left, double top, double zoom) {
        double x(double pictureX) {
            return left + pictureX * zoom;
        }

        double y(double pictureY) {
            return top + pictureY * zoom;
        }

        double pictureX(double x) {
            return (x - left) / zoom;
        }

        double pictureY(double y) {
            return (y - top) / zoom;
        }
    }

    private void drawAll(GraphicsContext g, Layer first, Eye eye, double w, double h) {
        if (!comparing()) {
            drawLayer(g, first, eye, 0, 0, w, h);
        } else if (viewport.holdCompareProperty().get()) {
            drawLayer(g, first, eye, 0, 0, w, h);
            tag(g, Texts.of("compare.before"), tagX(), tagY(), false);
        } else {
            switch (compare.get()) {
                case SPLIT -> drawSplit(g, first, eye, w, h);
                case SIDE_BY_SIDE -> drawSideBySide(g, first, eye, w, h);
                case FLICKER -> {
                    drawResult(g, first, eye, 0, w, h, flickersBack ? 0 : 1);
                    tag(g, Texts.of(flickersBack ? "compare.before" : "compare.after"), tagX(), tagY(), false);
                }
                case ONION -> {
                    drawResult(g, first, eye, 0, w, h, viewport.dividerProperty().get());
                    drawHandle(g, Math.clamp(dividerX(), 0, w), h - HANDLE_MARGIN);
                }
                case AFTER -> drawResult(g, first, eye, 0, w, h, 1);
            }
        }
    }

    /** What became of the picture, over the picture as it was where nothing is yet. */
    private void drawResult(GraphicsContext g, Layer first, Eye eye, double from, double w, double h, double opacity) {
        drawLayer(g, first, eye, from, 0, w, h);
        if (opacity > 0) {
            g.setGlobalAlpha(opacity);
            drawLayer(g, after.get(), laidOver(first, eye), from, 0, w, h);
            g.setGlobalAlpha(1);
        }
    }

    /** A result of another size covers the picture all the same. */
    private Eye laidOver(Layer first, Eye eye) {
        return new Eye(eye.left(), eye.top(), eye.zoom() * first.width() / after.get().width());
    }

    private void drawLoupe(GraphicsContext g, Layer first) {
        double zoom = Math.max(LOUPE_LEAST, viewport.zoomProperty().get() * LOUPE_FACTOR);
        double pane = twoPanes() && pointerX >= getWidth() / 2 ? getWidth() / 2 : 0;
        double px = viewport.toPictureX(pointerX - pane);
        double py = viewport.toPictureY(pointerY);
        Eye eye = new Eye(pointerX - px * zoom, pointerY - py * zoom, zoom);
        g.save();
        g.beginPath();
        g.arc(pointerX, pointerY, LOUPE, LOUPE, 0, 360);
        g.clip();
        g.setFill(dark.get() ? Color.gray(0.1) : Color.gray(0.91));
        g.fillRect(pointerX - LOUPE, pointerY - LOUPE, 2 * LOUPE, 2 * LOUPE);
        if (comparing() && !viewport.holdCompareProperty().get()) {
            // Before and after of the same place, in two halves.
            drawLayer(g, first, eye, pointerX - LOUPE, pointerY - LOUPE, LOUPE, 2 * LOUPE);
            drawLayer(g, first, eye, pointerX, pointerY - LOUPE, LOUPE, 2 * LOUPE);
            drawLayer(g, after.get(), laidOver(first, eye), pointerX, pointerY - LOUPE, LOUPE, 2 * LOUPE);
            g.setFill(Color.WHITE);
            g.fillRect(pointerX - 0.5, pointerY - LOUPE, 1, 2 * LOUPE);
        } else {
            drawLayer(g, first, eye, pointerX - LOUPE, pointerY - LOUPE, 2 * LOUPE, 2 * LOUPE);
        }
        g.restore();
        g.setLineWidth(3);
        g.setStroke(Color.color(0, 0, 0, 0.4));
        g.strokeOval(pointerX - LOUPE, pointerY - LOUPE, 2 * LOUPE, 2 * LOUPE);
        g.setLineWidth(1.5);
        g.setStroke(Color.WHITE);
        g.strokeOval(pointerX - LOUPE, pointerY - LOUPE, 2 * LOUPE, 2 * LOUPE);
        if (drag == Drag.TOOL) {
            // Where what is dragged will be.
            cross(g, Color.color(0, 0, 0, 0.6), 3);
            cross(g, Color.WHITE, 1);
        }
    }

    private void cross(GraphicsContext g, Color colour, double width) {
        g.setStroke(colour);
        g.setLineWidth(width);
        g.strokeLine(pointerX - CROSS, pointerY, pointerX - 3, pointerY);
        g.strokeLine(pointerX + 3, pointerY, pointerX + CROSS, pointerY);
        g.strokeLine(pointerX, pointerY - CROSS, pointerX, pointerY - 3);
        g.strokeLine(pointerX, pointerY + 3, pointerX, pointerY + CROSS);
    }

    private void drawSplit(GraphicsContext g, Layer first, Eye eye, double w, double h) {
        double x = Math.clamp(dividerX(), 0, w);
        drawLayer(g, first, eye, 0, 0, w, h);
        drawLayer(g, after.get(), laidOver(first, eye), x, 0, w - x, h);
        double top = Math.max(0, eye.y(0));
        double bottom = Math.min(h, eye.y(first.height()));
        g.setFill(Color.color(0, 0, 0, 0.35));
        g.fillRect(x - 1.5, top, 3, bottom - top);
        g.setFill(Color.WHITE);
        g.fillRect(x - 1, top, 2, bottom - top);
        drawHandle(g, x, (top + bottom) / 2);
        tag(g, Texts.of("compare.before"), x - 12, top + 12, true);
        tag(g, Texts.of("compare.after"), x + 12, top + 12, false);
    }

    private static void drawHandle(GraphicsContext g, double x, double y) {
        g.setFill(Color.color(0, 0, 0, 0.3));
        g.fillOval(x - 17, y - 16, 34, 34);
        g.setFill(Color.WHITE);
        g.fillOval(x - 16, y - 16, 32, 32);
        g.setFill(Color.rgb(60, 60, 66));
        g.fillPolygon(new double[] {x - 10, x - 4, x - 4}, new double[] {y, y - 5, y + 5}, 3);
        g.fillPolygon(new double[] {x + 10, x + 4, x + 4}, new double[] {y, y - 5, y + 5}, 3);
    }

    private void drawSideBySide(GraphicsContext g, Layer first, Eye eye, double w, double h) {
        double half = w / 2;
        drawLayer(g, first, eye, 0, 0, half, h);
        g.save();
        g.translate(half, 0);
        drawResult(g, first, eye, 0, half, h, 1);
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
        g.setTextAlign(TextAlignment.CENTER);
        g.fillText(words, left + width / 2, y + 15);
        g.setTextAlign(TextAlignment.LEFT);
    }

    /** Draws what of a layer falls into a rectangle of the canvas. */
    private void drawLayer(GraphicsContext g, Layer layer, Eye eye, double x, double y, double w, double h) {
        if (w <= 0 || h <= 0) {
            return;
        }
        g.save();
        g.beginPath();
        g.rect(x, y, w, h);
        g.clip();
        double zoom = eye.zoom();
        for (Layer.Part part : layer.parts()) {
            drawPart(g, part, eye, x, y, w, h);
        }
        if (zoom >= PIXEL_GRID_FROM) {
            drawPixelGrid(g, layer, eye, x, y, w, h);
        }
        g.restore();
    }

    private void drawPart(GraphicsContext g, Layer.Part part, Eye eye, double x, double y, double w, double h) {
        double zoom = eye.zoom();
        double left = eye.x(part.x());
        double top = eye.y(part.y());
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

    private void drawPixelGrid(GraphicsContext g, Layer layer, Eye eye, double x, double y, double w, double h) {
        g.setStroke(Color.color(0.5, 0.5, 0.5, 0.35));
        g.setLineWidth(1);
        double top = Math.max(y, eye.y(0));
        double bottom = Math.min(y + h, eye.y(layer.height()));
        double leftEdge = Math.max(x, eye.x(0));
        double rightEdge = Math.min(x + w, eye.x(layer.width()));
        for (int i = (int) Math.ceil(eye.pictureX(leftEdge)); i <= eye.pictureX(rightEdge); i++) {
            double sx = Math.floor(eye.x(i)) + 0.5;
            g.strokeLine(sx, top, sx, bottom);
        }
        for (int j = (int) Math.ceil(eye.pictureY(top)); j <= eye.pictureY(bottom); j++) {
            double sy = Math.floor(eye.y(j)) + 0.5;
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
