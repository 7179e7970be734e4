package studio.bcm.official;

import studio.bcm.network.ParameterList;

/** Reads a network's weights from a checkpoint in the order in which our description wants them. */
final class WeightSource {
    private static final float LARGEST_HALF = 65504;

    private final Refusal refusal;
    private final NetworkTensors tensors;
    private final Configuration configuration;
    private final boolean half;

    /** @param half weights will be stored as float16, which must be able to hold them */
    WeightSource(Refusal refusal, NetworkTensors tensors, Configuration configuration, boolean half) {
        this.refusal = refusal;
        this.tensors = tensors;
        this.configuration = configuration;
        this.half = half;
    }

    /** @throws studio.bcm.UserException for values that are damaged, no numbers, or too large */
    float[] of(ParameterList.Entry parameter) {
        String name = parameter.name();
        float[] values = tensors.get(name).toArray();
        for (float v : values) {
            if (!Float.isFinite(v)) {
                throw refusal.because("the tensor " + name + " holds values that are not finite");
            }
            if (half && Math.abs(v) > LARGEST_HALF) {
                throw refusal.because("the tensor " + name + " holds values too large for float16; import it with --fp32");
            }
        }
        if (name.endsWith(".qkv.weight") || name.endsWith(".qkv.bias")) {
            int channels = parameter.shape()[0] / 3;
            return configuration.qkvOrder().toPartFirst(values, channels, configuration.network().headsOf(channels));
        }
        return values;
    }
}
