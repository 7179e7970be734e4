package studio.bcm.ui.morph;

import studio.bcm.edit.morph.TakeMask;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureBuilder;
import studio.bcm.image.Pixels;

/** What is painted over the halfway frame, kept as a grey picture: black is left to the photos, then A, B, apart. */
final class TakeLayer {
    /** Columns and rows; the fusion is no finer. */
    static final int SIDE = 256;
    private static final int KINDS = 4;

    private TakeLayer() {
    }

    static byte[] blank() {
        return new byte[SIDE * SIDE];
    }

    static Picture picture(byte[] values) {
        Pixels pixels = Pixels.blank(SIDE, SIDE);
        for (int i = 0; i < values.length; i++) {
            for (int c = 0; c < 3; c++) {
                pixels.data()[c * values.length + i] = 2f * values[i] / (KINDS - 1) - 1;
            }
        }
        PictureBuilder builder = new PictureBuilder(SIDE, SIDE).optGrey(true);
        builder.write(0, 0, SIDE, SIDE, pixels.data(), 0);
        return builder.build();
    }

    static byte[] values(Picture picture) {
        float[] rgb = picture.toPixels().data();
        byte[] values = new byte[picture.width() * picture.height()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) Math.clamp(Math.round((rgb[i] + 1) / 2 * (KINDS - 1)), TakeMask.FREE, TakeMask.APART);
        }
        return values;
    }

    static TakeMask mask(Picture picture) {
        return new TakeMask(picture.width(), picture.height(), values(picture));
    }

    /** Paints a disc around a place of the frame, both numbers in 0…1. */
    static void paint(byte[] values, double x, double y, double radius, byte kind) {
        double cx = x * SIDE - 0.5;
        double cy = y * SIDE - 0.5;
        double r = radius * SIDE;
        for (int j = (int) Math.max(0, Math.floor(cy - r)); j <= Math.min(SIDE - 1, Math.ceil(cy + r)); j++) {
            for (int i = (int) Math.max(0, Math.floor(cx - r)); i <= Math.min(SIDE - 1, Math.ceil(cx + r)); i++) {
                if (Math.hypot(i - cx, j - cy) <= r) {
                    values[j * SIDE + i] = kind;
                }
            }
        }
    }
}
