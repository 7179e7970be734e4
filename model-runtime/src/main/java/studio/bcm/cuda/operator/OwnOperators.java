package studio.bcm.cuda.operator;

import ai.onnxruntime.OrtSession;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Operators of our own for graphs that are written for the CUDA provider, where its own have none that is as fast. */
public final class OwnOperators {
    /** The domain of their nodes. */
    public static final String DOMAIN = "studio.bcm";
    /** {@link NormOperator}. */
    public static final String NORM = NormOperator.NAME;

    private static final String PROVIDER = "CUDAExecutionProvider";
    private static final Map<Integer, OperatorDomain> DOMAINS = new ConcurrentHashMap<>();

    private OwnOperators() {
    }

    /** Whether {@link #NORM} takes maps of these channels: of x, of other (0 for none) and the number of groups. */
    public static boolean takes(int x, int other, int groups) {
        return x % NormKernels.CHANNELS_AT_ONCE == 0 && other % NormKernels.CHANNELS_AT_ONCE == 0 && x + other <= NormKernels.MOST_CHANNELS
                && (x + other) % groups == 0;
    }

    /**
     * Makes them known to sessions with these options.
     *
     * @param index number of the GPU that the sessions will run on
     * @throws IllegalStateException when they cannot be run there, or by this ONNX Runtime
     */
    public static void addTo(OrtSession.SessionOptions options, int index) {
        try {
            DOMAINS.computeIfAbsent(index, OwnOperators::make).addTo(options);
        } catch (LinkageError e) {
            throw new IllegalStateException("ONNX Runtime's C interface cannot be used", e);
        }
    }

    private static OperatorDomain make(int index) {
        NormKernels kernels = NormKernels.load(index);
        return new OperatorDomain(DOMAIN, NormOperator.of(PROVIDER, options -> context -> kernels.compute(options, context)));
    }
}
