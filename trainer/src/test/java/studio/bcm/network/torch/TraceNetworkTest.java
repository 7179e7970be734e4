package studio.bcm.network.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.io.ByteArrayOutputStream;
import java.nio.FloatBuffer;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import studio.bcm.model.TraceFunction;
import studio.bcm.natives.OnnxRuntimeNatives;
import studio.bcm.network.ParameterList;
import studio.bcm.network.TraceNetwork;
import studio.bcm.network.onnx.OnnxExporter;

class TraceNetworkTest {
    private static Weights randomised(ScalarType type) {
        Weights weights = Weights.initialised(ParameterList.of(new TraceNetwork()), Torch.cpu(), type);
        torch.manual_seed(3);
        weights.flat().add_(torch.randn_like(weights.flat()).mul(Torch.scalar(0.02)));
        weights.changed();
        return weights;
    }

    @Test
    void onnxComputesWhatLibtorchComputes() throws Exception {
        try (PointerScope scope = new PointerScope(); Weights weights = randomised(ScalarType.Float)) {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            OnnxExporter.write(new TraceNetwork(), weights::toArray, file);
            Tensor x = torch.randn(2, 3, 24, 40).mul(Torch.scalar(0.3));
            TorchOps ops = TorchOps.inference(weights, null);
            float[] expected = Torch.toArray(new TraceNetwork().forward(ops, ops.input(x)).value());
            OrtEnvironment environment = OnnxRuntimeNatives.environment();
            try (OrtSession session = environment.createSession(file.toByteArray());
                    OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(Torch.toArray(x)), new long[] {2, 3, 24, 40});
                    OrtSession.Result result = session.run(Map.of("x", input))) {
                FloatBuffer actual = ((OnnxTensor) result.get(0)).getFloatBuffer();
                assertThat(actual.remaining()).isEqualTo(expected.length);
                for (float e : expected) {
                    // Weights are stored as float16.
                    assertThat(actual.get()).isCloseTo(e, within(2e-3f));
                }
            }
        }
    }

    @Test
    void tapeGivesTheDerivatives() {
        try (PointerScope scope = new PointerScope(); Weights weights = randomised(ScalarType.Double);
                Gradients gradients = new Gradients(weights)) {
            Tensor x = torch.randn(new long[] {2, 3, 16, 24}, new TensorOptions(ScalarType.Double)).mul(Torch.scalar(0.3));
            Tensor cotangent = torch.randn(new long[] {2, TraceFunction.OUTPUTS}, new TensorOptions(ScalarType.Double));
            TorchOps ops = TorchOps.training(weights, null, null);
            ops.backward(new TraceNetwork().forward(ops, ops.input(x)), cotangent, gradients);
            double step = 1e-5;
            for (String name : new String[] {"in.weight", "0.1.bias", "1.reduce.weight", "3.0.weight", "3.1.bias", "hidden.weight", "out.weight"}) {
                Tensor parameter = weights.compute(name);
                Tensor direction = torch.randn_like(parameter);
                parameter.add_(direction.mul(Torch.scalar(step)));
                double up = loss(weights, x, cotangent);
                parameter.add_(direction.mul(Torch.scalar(-2 * step)));
                double down = loss(weights, x, cotangent);
                parameter.add_(direction.mul(Torch.scalar(step)));
                double analytic = Torch.item(direction.mul(gradients.of(name)).sum());
                assertThat((up - down) / (2 * step)).as(name).isCloseTo(analytic, within(1e-3 * Math.abs(analytic) + 1e-5));
            }
        }
    }

    private static double loss(Weights weights, Tensor x, Tensor cotangent) {
        TorchOps ops = TorchOps.inference(weights, null);
        return Torch.item(new TraceNetwork().forward(ops, ops.input(x)).value().mul(cotangent).sum());
    }
}
