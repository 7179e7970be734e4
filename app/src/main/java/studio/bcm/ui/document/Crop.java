package studio.bcm.ui.document;

/** A part of a picture, in fractions of its width and height. */
public record Crop(double x, double y, double width, double height) {
    public static final Crop WHOLE = new Crop(0, 0, 1, 1);

    public Crop {
        if (!(width > 0 && height > 0 && x >= -1e-9 && y >= -1e-9 && x + width <= 1 + 1e-9 && y + height <= 1 + 1e-9)) {
            throw new IllegalArgumentException("the part " + x + ", " + y + ", " + width + ", " + height
                    + " is not inside the picture");
        }
    }

    /** The largest centred part with that aspect (width by height, in pixels). */
    public static Crop centred(int pictureWidth, int pictureHeight, double aspect) {
        double own = (double) pictureWidth / pictureHeight;
        double w = own > aspect ? aspect / own : 1;
        double h = own > aspect ? 1 : own / aspect;
        return new Crop((1 - w) / 2, (1 - h) / 2, w, h);
    }

    /** Moved, but not out of the picture. */
    public Crop moved(double dx, double dy) {
        return new Crop(Math.clamp(x + dx, 0, 1 - width), Math.clamp(y + dy, 0, 1 - height), width, height);
    }

    /** Made larger or smaller about its centre with its aspect kept, inside the picture. */
    public Crop scaled(double factor) {
        double f = Math.clamp(factor, 0.1 / Math.max(width, height), Math.min(1 / width, 1 / height));
        double w = Math.min(1, width * f);
        double h = Math.min(1, height * f);
        return new Crop(Math.clamp(x + (width - w) / 2, 0, 1 - w), Math.clamp(y + (height - h) / 2, 0, 1 - h), w, h);
    }
}
