package studio.bcm.network.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Dropout masks of one training step. Consistency losses compare two passes of the network under the same masks (iCT,
 * Song &amp; Dhariwal, arXiv 2310.14189, section 3.2): {@link #rewind()} before the second pass.
 */
public final class DropoutMasks {
    private final List<Tensor> masks = new ArrayList<>();
    /** Masks live as long as the step, though the pass that draws them may be over before. */
    private final PointerScope step = PointerScope.getInnerScope();
    private int next;

    /** Starts again with the first mask. */
    public void rewind() {
        next = 0;
    }

    /** Whether any was drawn. */
    public boolean areUsed() {
        return !masks.isEmpty();
    }

    Tensor next(Tensor x, float p) {
        if (next == masks.size()) {
            Tensor mask = torch.rand_like(x).ge(new Scalar(p)).to(x.scalar_type()).div(new Scalar(1 - p));
            if (step != null) {
                step.attach(mask);
            }
            masks.add(mask);
        }
        return masks.get(next++);
    }
}
