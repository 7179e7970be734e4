package studio.bcm.cuda.operator;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import studio.bcm.cuda.operator.Operator.Slot;
import studio.bcm.cuda.operator.Operator.Type;

/**
 * Group normalisation of channels-last maps in half precision, with what stands around it in a U-Net:
 *
 * <pre>sum = concat(x + bias + skip, other);  y = act(((sum − mean) / deviation · gamma + beta) · scale + shift)</pre>
 *
 * Inputs x (N×H×W×A), gamma and beta (C floats, C = A + B), bias (A floats), skip (as x), other (N×H×W×B), scaleShift (a matrix of
 * N rows); all from bias on may be missing. Outputs y (N×H×W×C), room for partial sums, and the sum, which there is exactly if skip
 * or other is given. Attributes: groups, epsilon, silu (1 or 0), column (of the matrix, where C scales begin, followed by C shifts).
 */
final class NormOperator {
    static final String NAME = "Norm";

    private NormOperator() {
    }

    /**
     * What a node says.
     *
     * @param column where the scales begin
     */
    record Options(int groups, float epsilon, boolean silu, int column) {
        Options(Operator.Attributes attributes) {
            this((int) attributes.whole("groups"), attributes.real("epsilon"), attributes.whole("silu") == 1, (int) attributes.whole("column"));
        }
    }

    /**
     * Values of one evaluation; addresses are null for what is not given.
     *
     * @param a      channels of x
     * @param b      channels of other, 0 for none
     * @param stride of the matrix of scales and shifts
     */
    record Values(int n, int pixels, int a, int b, MemorySegment x, MemorySegment gamma, MemorySegment beta, MemorySegment bias,
            MemorySegment skip, MemorySegment other, MemorySegment scaleShift, int stride, long[] shape) {
        static Values of(Operator.Context context) {
            Operator.Value x = context.input(0);
            Operator.Value other = context.input(5);
            Operator.Value scaleShift = context.input(6);
            long[] shape = x.shape().clone();
            int a = Math.toIntExact(shape[3]);
            int b = other == null ? 0 : Math.toIntExact(other.shape()[3]);
            shape[3] = a + b;
            return new Values(Math.toIntExact(shape[0]), Math.toIntExact(shape[1] * shape[2]), a, b, x.data(), data(context.input(1)),
                    data(context.input(2)), data(context.input(3)), data(context.input(4)), data(other), data(scaleShift),
                    scaleShift == null ? 0 : Math.toIntExact(scaleShift.shape()[1]), shape);
        }

        int channels() {
            return a + b;
        }

        boolean hasSum() {
            return skip != null || other != null;
        }

        private static MemorySegment data(Operator.Value value) {
            return value == null ? null : value.data();
        }
    }

    /**
     * The operator.
     *
     * @param provider    null for the CPU
     * @param computation of a node that says these things
     */
    static Operator of(@Nullable String provider, Function<Options, Operator.Computation> computation) {
        Slot half = new Slot(Type.HALF, false);
        Slot single = new Slot(Type.FLOAT, false);
        Slot optionalHalf = new Slot(Type.HALF, true);
        return new Operator(NAME, provider, List.of(half, single, single, new Slot(Type.FLOAT, true), optionalHalf, optionalHalf, optionalHalf),
                List.of(half, single, optionalHalf), attributes -> computation.apply(new Options(attributes)));
    }
}
