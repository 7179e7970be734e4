package studio.bcm.ui.control;

import java.lang.ref.SoftReference;
import java.nio.IntBuffer;
import java.util.Map;
import java.util.WeakHashMap;
import javafx.scene.image.Image;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import studio.bcm.ui.image.Raster;

/** Pictures of the view-models as JavaFX images, on the same arrays. Used on the window's thread alone. */
public final class Images {
    // An array equals only itself. The image holds the array, so it may be held here but softly.
    private static final Map<int[], SoftReference<Image>> MADE = new WeakHashMap<>();

    private Images() {
    }

    /** The image of a raster; the same one each time while there is memory for it. */
    public static Image of(Raster raster) {
        SoftReference<Image> made = MADE.get(raster.argb());
        Image image = made == null ? null : made.get();
        if (image == null) {
            image = new WritableImage(buffer(raster.width(), raster.height(), raster.argb()));
            MADE.put(raster.argb(), new SoftReference<>(image));
        }
        return image;
    }

    public static PixelBuffer<IntBuffer> buffer(int width, int height, int[] argb) {
        return new PixelBuffer<>(width, height, IntBuffer.wrap(argb), PixelFormat.getIntArgbPreInstance());
    }
}
