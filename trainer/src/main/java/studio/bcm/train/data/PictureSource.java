package studio.bcm.train.data;

import org.bytedeco.pytorch.Tensor;

/** Where a network's pictures come from, with what it is told beside. */
public interface PictureSource {
    /**
     * Random crops.
     *
     * @param turn also turn by right angles
     * @return n×3×size×size float32, 0…255, with n labels: classes, or what else the network is told
     */
    PhotoStream.Labelled labelled(int n, int size, boolean turn);

    /** What crops drawn so would be labelled; null where they have no labels. */
    Tensor labels(int n, int size);
}
