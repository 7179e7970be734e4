package studio.bcm.benchmark;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.bcm.cuda.graph.CudaGraph;
import studio.bcm.cuda.graph.CudaVariant;
import studio.bcm.cuda.graph.CudaVariant.Attention;
import studio.bcm.cuda.graph.CudaVariant.Norms;

/**
 * A way to write and to run a graph on the GPU.
 *
 * @param name    in the results
 * @param variant how the graph is written; null for the portable graph itself
 * @param options of the CUDA provider
 * @param fixed   whether batch, height and width are given to ONNX Runtime when the session is made
 * @param pinned  whether inputs and output are in pinned memory
 */
record GraphTrial(String name, CudaVariant variant, Map<String, String> options, boolean fixed, boolean pinned) {
    private static final Map<String, String> USUAL = Map.of("cudnn_conv_algo_search", "HEURISTIC", "arena_extend_strategy", "kSameAsRequested");

    GraphTrial(String name, CudaVariant variant, Map<String, String> options, boolean fixed) {
        this(name, variant, options, fixed, false);
    }

    boolean isOwn() {
        return variant != null && variant.isOwn();
    }

    byte[] graph(byte[] portable) {
        return variant == null ? portable : CudaGraph.of(ByteBuffer.wrap(portable), variant);
    }

    static List<GraphTrial> all() {
        CudaVariant best = new CudaVariant(true, Norms.FUSED_OR_MOMENTS, Attention.FUSED, true, true);
        List<GraphTrial> trials = new ArrayList<>();
        trials.add(new GraphTrial("portable", null, USUAL, false));
        trials.add(new GraphTrial("half-nhwc", best, USUAL, false));
        trials.add(new GraphTrial("half-nhwc-fixed", best, USUAL, true));
        trials.add(new GraphTrial("half-nhwc-own", CudaVariant.BEST, USUAL, false));
        trials.add(new GraphTrial("half-nhwc-pinned", best, USUAL, false, true));
        trials.add(new GraphTrial("half-nhwc-own-pinned", CudaVariant.BEST, USUAL, false, true));
        trials.add(new GraphTrial("half-nhwc-own-padded", new CudaVariant(true, Norms.OWN, Attention.FUSED, true, true, true), USUAL, false, true));
        trials.add(new GraphTrial("half-nhwc-own-conv1x1", new CudaVariant(true, Norms.OWN, Attention.FUSED, false, true), USUAL, false, true));
        trials.add(new GraphTrial("half-nhwc-own-exhaustive", CudaVariant.BEST, with("cudnn_conv_algo_search", "EXHAUSTIVE"), false, true));
        trials.add(new GraphTrial("half-nhwc-own-fixed", CudaVariant.BEST, USUAL, true));
        trials.add(new GraphTrial("half-nhwc-exhaustive", best, with("cudnn_conv_algo_search", "EXHAUSTIVE"), true));
        trials.add(new GraphTrial("half-nhwc-convbias", new CudaVariant(true, Norms.FUSED_OR_MOMENTS, Attention.FUSED, false, false),
                with("fuse_conv_bias", "1"), true));
        trials.add(new GraphTrial("half-nhwc-noskip", new CudaVariant(true, Norms.FUSED_OR_MOMENTS, Attention.FUSED, true, false), USUAL, true));
        trials.add(new GraphTrial("half-nhwc-conv1x1", new CudaVariant(true, Norms.FUSED_OR_MOMENTS, Attention.FUSED, false, true), USUAL, true));
        trials.add(new GraphTrial("half-nhwc-instance", new CudaVariant(true, Norms.FUSED_OR_INSTANCE, Attention.FUSED, true, true), USUAL, true));
        trials.add(new GraphTrial("half-nhwc-moments", new CudaVariant(true, Norms.FUSED_ALONE_OR_MOMENTS, Attention.FUSED, true, true), USUAL, true));
        trials.add(new GraphTrial("half-nhwc-products", new CudaVariant(true, Norms.FUSED_OR_MOMENTS, Attention.PRODUCTS, true, true), USUAL, true));
        trials.add(new GraphTrial("single-nhwc", new CudaVariant(false, Norms.FUSED_OR_MOMENTS, Attention.FUSED, true, true), USUAL, true));
        trials.add(new GraphTrial("portable-fixed", null, USUAL, true));
        trials.add(new GraphTrial("portable-prefer-nhwc", null, with("prefer_nhwc", "1"), true));
        return trials;
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> options = new LinkedHashMap<>(USUAL);
        options.put(name, value);
        return options;
    }
}
