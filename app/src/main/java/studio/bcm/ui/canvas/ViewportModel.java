package studio.bcm.ui.canvas;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;

/** Which part of a picture the canvas shows and how large. All lengths are in units of the screen. */
public final class ViewportModel {
    /** Greatest zoom: screen units for one pixel. */
    public static final double MOST = 64;
    private static final double MARGIN = 24;
    /** How much the shapes of two pictures of one kind differ by rounding at most. */
    private static final double SAME_SHAPE = 0.01;

    private final ReadOnlyDoubleWrapper zoom = new ReadOnlyDoubleWrapper(1);
    private final ReadOnlyDoubleWrapper left = new ReadOnlyDoubleWrapper(0);
    private final ReadOnlyDoubleWrapper top = new ReadOnlyDoubleWrapper(0);
    private final DoubleProperty divider = new SimpleDoubleProperty(0.5);
    private final BooleanProperty holdCompare = new SimpleBooleanProperty(false);
    private final ObjectProperty<Compare> compare = new SimpleObjectProperty<>(Compare.SPLIT);
    private final BooleanProperty loupe = new SimpleBooleanProperty(false);
    private double width = 1;
    private double height = 1;
    private int pictureWidth = 1;
    private int pictureHeight = 1;
    private boolean fitted = true;

    /** The canvas has another size. */
    public void resize(double newWidth, double newHeight) {
        double x = toPictureX(width / 2);
        double y = toPictureY(height / 2);
        width = Math.max(1, newWidth);
        height = Math.max(1, newHeight);
        if (fitted) {
            fit();
        } else {
            // What was in the middle stays there.
            place(width / 2 - x * zoom.get(), height / 2 - y * zoom.get());
        }
    }

    /**
     * Another picture lies on the canvas; one of the same size leaves the view where it is, one of the same shape shows the same
     * share of it.
     */
    public void show(int newWidth, int newHeight) {
        if (newWidth == pictureWidth && newHeight == pictureHeight) {
            return;
        }
        double shape = (double) newWidth * pictureHeight / ((double) newHeight * pictureWidth);
        boolean alike = Math.abs(shape - 1) < SAME_SHAPE && pictureWidth > 1;
        double share = (double) pictureWidth / newWidth;
        pictureWidth = newWidth;
        pictureHeight = newHeight;
        if (fitted || !alike) {
            fit();
        } else {
            zoom.set(Math.clamp(zoom.get() * share, least(), MOST));
            place(left.get(), top.get());
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

    /** So many units of the screen for one pixel of the picture, about the middle. */
    public void zoomTo(double wanted) {
        zoomTo(wanted, width / 2, height / 2);
    }

    /** A part of the picture as large as there is room for. */
    public void zoomToPart(double x, double y, double partWidth, double partHeight) {
        double wanted = Math.min((width - 2 * MARGIN) / Math.max(1, partWidth), (height - 2 * MARGIN) / Math.max(1, partHeight));
        zoom.set(Math.clamp(wanted, least(), MOST));
        fitted = false;
        place(width / 2 - (x + partWidth / 2) * zoom.get(), height / 2 - (y + partHeight / 2) * zoom.get());
    }

    /** A place of the picture in the middle of the canvas, at a zoom. */
    public void centre(double x, double y, double wanted) {
        zoom.set(Math.clamp(wanted, least(), MOST));
        fitted = false;
        place(width / 2 - x * zoom.get(), height / 2 - y * zoom.get());
    }

    /** Whether the whole picture is shown, whatever the size of the canvas. */
    public boolean isFitted() {
        return fitted;
    }

    public int pictureWidth() {
        return pictureWidth;
    }

    public int pictureHeight() {
        return pictureHeight;
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

    /** How before and after are shown, on all pages alike. */
    public ObjectProperty<Compare> compareProperty() {
        return compare;
    }

    /** Whether a glass over the pointer shows what is under it larger. */
    public BooleanProperty loupeProperty() {
        return loupe;
    }

    /** Where before and after meet, 0…1 of the width of what is seen. */
    public DoubleProperty dividerProperty() {
        return divider;
    }

    /** Whether the picture before is shown alone for as long as a key is held. */
    public BooleanProperty holdCompareProperty() {
        return holdCompare;
    }
}
