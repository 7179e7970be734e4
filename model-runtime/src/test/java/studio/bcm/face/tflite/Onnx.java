package studio.bcm.face.tflite;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import studio.bcm.natives.OnnxRuntimeNatives;

/** Runs converted networks on what the TFLite network takes and gives: channels last. */
final class Onnx {
    private Onnx() {
    }

    static List<float[]> run(TfliteModel model, float[]... inputs) throws OrtException {
        return run(model, 1, inputs);
    }

    /** For a batch, whose items follow each other in inputs and outputs. */
    static List<float[]> run(TfliteModel model, int batch, float[]... inputs) throws OrtException {
        try (OrtSession session = OnnxRuntimeNatives.environment().createSession(OnnxConverter.convert(model))) {
            Map<String, OnnxTensor> tensors = new HashMap<>();
            for (int i = 0; i < inputs.length; i++) {
                int[] shape = model.tensors().get(model.inputs().get(i)).shape().clone();
                shape[0] *= batch;
                float[] values = shape.length == 4 ? permuted(inputs[i], shape, 0, 3, 1, 2) : inputs[i];
                int[] there = shape.length == 4 ? new int[] {shape[0], shape[3], shape[1], shape[2]} : shape;
                tensors.put("input" + i, OnnxTensor.createTensor(OnnxRuntimeNatives.environment(), FloatBuffer.wrap(values),
                        IntStream.of(there).asLongStream().toArray()));
            }
            List<float[]> outputs = new ArrayList<>();
            try (OrtSession.Result result = session.run(tensors)) {
                for (int i = 0; i < result.size(); i++) {
                    OnnxTensor tensor = (OnnxTensor) result.get("output" + i).orElseThrow();
                    float[] values = new float[tensor.getFloatBuffer().remaining()];
                    tensor.getFloatBuffer().get(values);
                    int[] shape = IntStream.range(0, tensor.getInfo().getShape().length)
                            .map(d -> (int) tensor.getInfo().getShape()[d]).toArray();
                    outputs.add(shape.length == 4 ? permuted(values, shape, 0, 2, 3, 1) : values);
                }
            }
            tensors.values().forEach(OnnxTensor::close);
            return outputs;
        }
    }

    private static float[] permuted(float[] in, int[] shape, int... order) {
        float[] out = new float[in.length];
        int[] to = IntStream.of(order).map(d -> shape[d]).toArray();
        for (int i = 0; i < in.length; i++) {
            int[] at = new int[4];
            int rest = i;
            for (int d = 3; d >= 0; d--) {
                at[d] = rest % shape[d];
                rest /= shape[d];
            }
            out[((at[order[0]] * to[1] + at[order[1]]) * to[2] + at[order[2]]) * to[3] + at[order[3]]] = in[i];
        }
        return out;
    }
}
