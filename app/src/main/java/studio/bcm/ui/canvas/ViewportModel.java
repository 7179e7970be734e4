package studio.bcm.ui.canvas;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;

/** Which part of a picture the canvas shows and how large. All lengths are in units of the screen. */
public final class ViewportModel {
    /** Greatest zoom: screen units for one pixel. */
    public static final double MOST = 64;
    private static final double MARGIN = 24;

    private final ReadOnlyDoubleWrapper zoom = new ReadOnlyDoubleWrapper(1);
    private final ReadOnlyDoubleWrapper left = new ReadOnlyDoubleWrapper(0);
    private final ReadOnlyDoubleWrapper top = new ReadOnlyDoubleWrapper(0);
    private final DoubleProperty divider = new SimpleDoubleProperty(0.5);
    private final BooleanProperty holdCompare = new SimpleBooleanProperty(false);
    private double width = 1;
    private double height = 1;
    private int pictureWidth = 1;
    private int pictureHeight = 1;
    private boolean fitted = true;

    /** The canvas has another size. */
    public void resize(double newWidth, double newHeight) {
        width = Math.max(1, newWidth);
        height = Math.max(1, newHeight);
        if (fitted) {
            fit();
        } else {
            place(left.get(), top.get());
        }
    }

    /** Another picture lies on the canvas; one of the same size leaves the view where it is. */
    public void show(int newWidth, int newHeight) {
        if (newWidth != pictureWidth || newHeight != pictureHeight) {
            pictureWidth = newWidth;
            pictureHeight = newHeight;
            fit();
        }
    }

    /** The whole picture, no larger than 4:1. */
    public void fit() {
        double w = Math.max(16, width - 2 * MARGIN);
        double h = Math.max(16, height - 2 * MARGIN);
        zoom.set(Math.clamp(Math.min(w / pictureWidth, h / pictureHeight), least(), 4));
        place(0, 0);
        fitted = true;
    }

    /** One pixel of the picture for one unit of the screen, about the middle. */
    public void actualSize() {
        zoomTo(1, width / 2, height / 2);
    }

    /** Larger by a factor, with what is under the pointer staying there. */
    public void zoomBy(double factor, double x, double y) {
        zoomTo(zoom.get() * factor, x, y);
    }

    private void zoomTo(double wanted, double x, double y) {
        double target = Math.clamp(wanted, least(), MOST);
        double px = toPictureX(x);
        double py = toPictureY(y);
        zoom.set(target);
        fitted = false;
        place(x - px * target, y - py * target);
    }

    private double least() {
        return Math.min(1, 16.0 / Math.max(pictureWidth, pictureHeight));
    }

    public void panBy(double dx, double dy) {
        fitted = false;
        place(left.get() + dx, top.get() + dy);
    }

    /** A picture smaller than the canvas is centred, a larger one covers it. */
    private void place(double wantedLeft, double wantedTop) {
        left.set(placed(wantedLeft, pictureWidth * zoom.get(), width));
        top.set(placed(wantedTop, pictureHeight * zoom.get(), height));
    }

    private static double placed(double wanted, double length, double room) {
        return length <= room ? Math.round((room - length) / 2) : Math.clamp(wanted, room - length - MARGIN, MARGIN);
    }

    public double toPictureX(double x) {
        return (x - left.get()) / zoom.get();
    }

    public double toPictureY(double y) {
        return (y - top.get()) / zoom.get();
    }

    public double toScreenX(double x) {
        return left.get() + x * zoom.get();
    }

    public double toScreenY(double y) {
        return top.get() + y * zoom.get();
    }

    public double width() {
        return width;
    }

    public double height() {
        return height;
    }

    /** Screen units for one pixel. */
    public ReadOnlyDoubleProperty zoomProperty() {
        return zoom.getReadOnlyProperty();
    }

    public ReadOnlyDoubleProperty leftProperty() {
        return left.getReadOnlyProperty();
    }

    public ReadOnlyDoubleProperty topProperty() {
        return top.getReadOnlyProperty();
    }

    /** Where before and after meet, 0…1 of the picture's width. */
    public DoubleProperty dividerProperty() {
        return divider;
    }

    /** Whether the picture before is shown alone for as long as a key is held. */
    public BooleanProperty holdCompareProperty() {
        return holdCompare;
    }
}
