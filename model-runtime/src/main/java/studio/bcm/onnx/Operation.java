package studio.bcm.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import org.jspecify.annotations.Nullable;

/** A step of a network, at the level at which execution providers have kernels for it. Values go by their names. */
public sealed interface Operation {
    /** The value that it makes; the first of several. */
    String output();

    /**
     * Group normalisation of N×C×H×W, · (1 + scale) + shift, SiLU.
     *
     * @param gamma      constant of C
     * @param beta       constant of C
     * @param scaleShift N×2C, scale first; null for none
     */
    record Norm(String output, String input, String gamma, String beta, int groups, float epsilon, @Nullable String scaleShift, boolean silu)
            implements Operation {
    }

    /**
     * Softmax attention among all pixels of N×3C×H×W, parts in the order q, k, v, each of heads times d channels.
     *
     * @param floor added to the root mean square of each head's q, k and v, by which they are divided; 0 for no division
     */
    record Attention(String output, String input, int heads, int d, float floor) implements Operation {
    }

    /** x·sigmoid(x) outside of a normalisation. */
    record Silu(String output, String input) implements Operation {
    }

    /** Anything else. */
    record Plain(NodeProto node) implements Operation {
        @Override
        public String output() {
            return node.getOutput(0);
        }
    }
}
