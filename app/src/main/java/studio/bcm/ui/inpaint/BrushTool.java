package studio.bcm.ui.inpaint;

import java.nio.IntBuffer;
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
        model.inpaint().stroke(x, y, x, y);
        return true;
    }

    @Override
    public void dragged(double x, double y, MouseEvent event) {
        model.inpaint().stroke(lastX, lastY, x, y);
        lastX = x;
        lastY = y;
    }

    @Override
    public void released(double x, double y, MouseEvent event) {
        model.inpaint().strokeDone();
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
        if (canvas.pointerX() >= 0) {
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
