package studio.bcm.ui.morph;

import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import studio.bcm.edit.morph.TakeMask;

/** What was painted, as colours that are laid over a photo. */
final class TakeColours {
    private static final int OF_A = 0x66_ff5c33;
    private static final int OF_B = 0x66_3399ff;
    private static final int APART = 0x66_b84dff;

    private TakeColours() {
    }

    static Image image(byte[] values) {
        int[] argb = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            argb[i] = switch (values[i]) {
                case TakeMask.A -> OF_A;
                case TakeMask.B -> OF_B;
                case TakeMask.APART -> APART;
                default -> 0;
            };
        }
        WritableImage image = new WritableImage(TakeLayer.SIDE, TakeLayer.SIDE);
        image.getPixelWriter().setPixels(0, 0, TakeLayer.SIDE, TakeLayer.SIDE, PixelFormat.getIntArgbInstance(), argb, 0, TakeLayer.SIDE);
        return image;
    }
}
