package studio.bcm.network;

/**
 * f(x, t, u) = c_skip·x + c_out·F(c_in·x, t, u) of Bidirectional Consistency Models (Li &amp; He, arXiv 2403.18035,
 * section 4.1), which makes f(x, t, t) = x exact and reduces to EDM's preconditioning (Karras et al., arXiv 2206.00364,
 * table 1) for u → 0.
 */
public final class Preconditioning {
    /** Standard deviation of the data, σd. */
    public static final float SIGMA_DATA = 0.5f;

    /** Least and greatest noise level. */
    public static final float SIGMA_MIN = 0.002f;
    public static final float SIGMA_MAX = 80f;

    private static final float VARIANCE = SIGMA_DATA * SIGMA_DATA;

    private Preconditioning() {
    }

    /** f over any implementation of the operations; shapes as in {@link Network#forward}. */
    public static <T> T f(Ops<T> ops, Network network, T x, T t, T u, T y) {
        T norm2 = norm2(ops, t);
        T norm = ops.sqrt(norm2);
        T skip = skip(ops, t, u, norm2);
        T out = out(ops, t, u, norm);
        T in = ops.divide(ops.affine(t, 0, 1), norm);
        T inner = network.forward(ops, ops.multiplyPerItem(x, in), t, u, y);
        return ops.add(ops.multiplyPerItem(x, skip), ops.multiplyPerItem(inner, out));
    }

    /** t² + σd², which is 1/c_in², N values. */
    public static <T> T norm2(Ops<T> ops, T t) {
        return ops.affine(ops.multiply(t, t), 1, VARIANCE);
    }

    /** c_skip = (t·u + σd²)/(t² + σd²), N values. */
    public static <T> T skip(Ops<T> ops, T t, T u, T norm2) {
        return ops.divide(ops.affine(ops.multiply(t, u), 1, VARIANCE), norm2);
    }

    /** c_out = (t − u)·σd/√(t² + σd²), N values. */
    public static <T> T out(Ops<T> ops, T t, T u, T norm) {
        return ops.divide(ops.affine(ops.add(t, ops.affine(u, -1, 0)), SIGMA_DATA, 0), norm);
    }
}
