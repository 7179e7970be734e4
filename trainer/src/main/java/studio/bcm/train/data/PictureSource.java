package studio.bcm.train.data;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Where a network's pictures come from, with its condition. */
public interface PictureSource {
    /**
     * Random crops.
     *
     * @param turn also turn by right angles
     * @return n×3×size×size float32, 0…255, with n labels: classes, or another condition of the network
     */
    PhotoStream.Labelled labelled(int n, int size, boolean turn);

    /** What crops drawn so would be labelled; null where they have no labels. */
    @Nullable Tensor labels(int n, int size);
}
