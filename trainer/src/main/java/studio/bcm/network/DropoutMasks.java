package studio.bcm.network;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Dropout masks of one training step. Consistency losses compare two passes of the network under the same masks (iCT,
 * Song &amp; Dhariwal, arXiv 2310.14189, section 3.2): {@link #rewind()} before the second pass.
 */
public final class DropoutMasks {
    private final List<Tensor> masks = new ArrayList<>();
    private int next;

    /** Starts again with the first mask. */
    public void rewind() {
        next = 0;
    }

    Tensor next(Tensor x, float p) {
        if (next == masks.size()) {
            masks.add(torch.rand_like(x).ge(new Scalar(p)).to(x.scalar_type()).div(new Scalar(1 - p)));
        }
        return masks.get(next++);
    }
}
