package studio.bcm.network;

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

    /** The tensor. */
    public Tensor value() {
        return value;
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
