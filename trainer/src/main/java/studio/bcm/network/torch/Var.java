package studio.bcm.network.torch;

import org.bytedeco.pytorch.Tensor;

/** A value on the tape of {@link TorchOps}, with its gradient once the tape runs backwards. */
public final class Var {
    /** Name of the parameter, or null. */
    final String parameter;
    Tensor value;
    Tensor gradient;
    /** Bias of the convolution that made this value, not yet added to it; null once it is. */
    Var bias;
    /** The bias went into a fused kernel, which also computes its gradient. */
    boolean biasFused;

    Var(Tensor value, String parameter) {
        this.value = value;
        this.parameter = parameter;
    }

    /** The tensor, with all that belongs to it. */
    public Tensor value() {
        settle();
        return value;
    }

    /** Adds a pending bias to the value. */
    void settle() {
        if (biasFused) {
            throw new IllegalStateException("a map that was normalised together with its convolution's bias is used once more");
        }
        if (bias != null) {
            value.add_(bias.value.view(1, -1, 1, 1));
            bias = null;
        }
    }

    void accumulate(Tensor more) {
        gradient = gradient == null ? more : gradient.add(more);
    }

    Tensor takeGradient() {
        Tensor taken = gradient;
        gradient = null;
        return taken;
    }
}
