package studio.bcm.benchmark;

import java.util.SplittableRandom;
import studio.bcm.network.Init;
import studio.bcm.network.Network;
import studio.bcm.network.ParameterList;
import studio.bcm.network.onnx.OnnxExporter;

/** Networks with random weights, whose times are those of trained ones. */
public final class RandomNetworks {
    private RandomNetworks() {
    }

    /** The network as a portable ONNX model with half-precision weights of such a size that activations stay near 1. */
    public static byte[] export(Network network) {
        ParameterList parameters = ParameterList.of(network);
        return OnnxExporter.export(network, name -> values(parameters.get(name)), true);
    }

    private static float[] values(ParameterList.Entry entry) {
        SplittableRandom random = new SplittableRandom(entry.offset());
        float[] values = new float[Math.toIntExact(entry.size())];
        int[] shape = entry.shape();
        double fan = shape.length == 1 ? 100 : (double) entry.size() / shape[0];
        // Uniform numbers of standard deviation 1/√fan.
        double range = Math.sqrt(12 / fan);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (range * (random.nextDouble() - 0.5)) + (entry.init() == Init.ONE ? 1 : 0);
        }
        return values;
    }
}
