package studio.bcm.ui.image;

import studio.bcm.image.Lanczos;
import studio.bcm.image.Picture;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.image.Quantum;
import studio.bcm.ui.document.Crop;

/** Pictures brought to the frame and size that an operation works on, in sRGB so that pictures of two cameras match. */
public final class Framed {
    private Framed() {
    }

    /**
     * A size.
     */
    public record Size(int width, int height) {
    }

    /** Size of a part of a picture when its longer side is at most {@code side}; 0 for no limit. */
    public static Size size(int pictureWidth, int pictureHeight, Crop crop, int side) {
        double w = pictureWidth * crop.width();
        double h = pictureHeight * crop.height();
        double factor = side == 0 ? 1 : Math.min(1, side / Math.max(w, h));
        return new Size(Math.max(1, (int) Math.round(w * factor)), Math.max(1, (int) Math.round(h * factor)));
    }

    /** A part of a picture at a size; the picture itself where that changes nothing. */
    public static PixelSource of(Picture picture, Crop crop, Size size) {
        PixelSource source = picture.iccProfile().isPresent() ? pixels(Raster.of(picture)) : picture;
        double left = crop.x() * picture.width();
        double top = crop.y() * picture.height();
        double w = crop.width() * picture.width();
        double h = crop.height() * picture.height();
        if (left == 0 && top == 0 && w == size.width() && h == size.height() && picture.width() == size.width()
                && picture.height() == size.height()) {
            return source;
        }
        return Lanczos.resample(source, left, top, w, h, size.width(), size.height());
    }

    /** A picture of the screen as planar RGB; alpha is ignored. */
    public static Pixels pixels(Raster raster) {
        return Quantum.pixels(raster.argb(), raster.width(), raster.height());
    }

    /** Planar RGB as a picture of the screen, values beyond −1…1 clamped. */
    public static Raster raster(Pixels pixels) {
        return new Raster(pixels.width(), pixels.height(), Quantum.argb(pixels));
    }
}
