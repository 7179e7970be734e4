package studio.bcm.ui.inpaint;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Cursor;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.WritableImage;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.paint.Color;
import studio.bcm.ui.canvas.CanvasView;
import studio.bcm.ui.canvas.ViewportModel;
import studio.bcm.ui.control.Images;
import studio.bcm.ui.image.Mask;
import studio.bcm.ui.shell.StudioModel;

/** Paints the mask of the inpainting; Alt turns the brush round, the middle or right button pans. */
public final class BrushTool implements CanvasView.Tool {
    private final StudioModel model;
    private final CanvasView canvas;
    private PixelBuffer<IntBuffer> buffer;
    private WritableImage image;
    private Mask shown;
    private int shownVersion = -1;
    /** Corners of the line that is being drawn around an area, in pixels of the picture. */
    private final List<double[]> outline = new ArrayList<>();
    private double lastX;
    private double lastY;

    public BrushTool(StudioModel model, CanvasView canvas) {
        this.model = model;
        this.canvas = canvas;
        model.inpaint().maskVersionProperty().addListener((o, before, now) -> canvas.markDirty());
    }

    @Override
    public boolean pressed(double x, double y, MouseEvent event) {
        if (event.getButton() != MouseButton.PRIMARY) {
            return false;
        }
        lastX = x;
        lastY = y;
        outline.clear();
        if (model.inpaint().lassoProperty().get()) {
            outline.add(new double[] {x, y});
        } else {
            model.inpaint().stroke(x, y, x, y);
        }
        return true;
    }

    @Override
    public void dragged(double x, double y, MouseEvent event) {
        if (outline.isEmpty()) {
            model.inpaint().stroke(lastX, lastY, x, y);
        } else {
            outline.add(new double[] {x, y});
        }
        lastX = x;
        lastY = y;
    }

    @Override
    public void released(double x, double y, MouseEvent event) {
        if (outline.isEmpty()) {
            model.inpaint().strokeDone();
        } else {
            model.inpaint().fillOutline(outline.stream().mapToDouble(p -> p[0]).toArray(), outline.stream().mapToDouble(p -> p[1]).toArray());
            outline.clear();
        }
    }

    @Override
    public void paint(GraphicsContext g, ViewportModel viewport) {
        Mask mask = model.inpaint().maskProperty().get();
        if (mask == null) {
            return;
        }
        if (mask != shown) {
            shown = mask;
            buffer = Images.buffer(mask.width(), mask.height(), mask.overlay());
            image = new WritableImage(buffer);
        } else if (shownVersion != model.inpaint().maskVersionProperty().get()) {
            buffer.updateBuffer(b -> null);
        }
        shownVersion = model.inpaint().maskVersionProperty().get();
        double step = viewport.zoomProperty().get() / mask.scale();
        g.setImageSmoothing(step < 3);
        g.drawImage(image, viewport.toScreenX(0), viewport.toScreenY(0), mask.width() * step, mask.height() * step);
        if (!outline.isEmpty()) {
            double[] xs = outline.stream().mapToDouble(p -> viewport.toScreenX(p[0])).toArray();
            double[] ys = outline.stream().mapToDouble(p -> viewport.toScreenY(p[1])).toArray();
            g.setStroke(Color.color(0, 0, 0, 0.6));
            g.setLineWidth(3);
            g.strokePolyline(xs, ys, xs.length);
            g.setStroke(Color.WHITE);
            g.setLineWidth(1.5);
            g.strokePolyline(xs, ys, xs.length);
        } else if (canvas.pointerX() >= 0 && !model.inpaint().lassoProperty().get()) {
            double radius = model.document().state().choices().inpaint().brush() / 2.0 * viewport.zoomProperty().get();
            g.setLineWidth(1.5);
            g.setStroke(Color.color(0, 0, 0, 0.6));
            g.strokeOval(canvas.pointerX() - radius - 1, canvas.pointerY() - radius - 1, 2 * radius + 2, 2 * radius + 2);
            g.setStroke(Color.WHITE);
            g.strokeOval(canvas.pointerX() - radius, canvas.pointerY() - radius, 2 * radius, 2 * radius);
        }
    }

    @Override
    public Cursor cursor() {
        return Cursor.CROSSHAIR;
    }
}
