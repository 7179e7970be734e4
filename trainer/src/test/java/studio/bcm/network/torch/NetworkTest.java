package studio.bcm.network.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.natives.OnnxRuntimeNatives;
import studio.bcm.network.Init;
import studio.bcm.network.Network;
import studio.bcm.network.Ops;
import studio.bcm.network.ParameterList;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.UNet;
import studio.bcm.network.UNetOptions;
import studio.bcm.network.onnx.OnnxExporter;

class NetworkTest {
    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    private static final UNetOptions SMALL = new UNetOptions(32, 2, 32, List.of(1, 2), 1, 32, 5, 0, false, List.of(2));

    @Test
    void defaultNetworkHasTheStatedSize() {
        long values = ParameterList.of(new UNet(UNetOptions.DEFAULT)).entries().stream().mapToLong(ParameterList.Entry::size).sum();
        assertThat(values / 1e6).isCloseTo(15.8, within(0.1));
        assertThat(new UNet(UNetOptions.DEFAULT).sizeMultiple()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"false, 1, 16, 24, 1e-4", "false, 3, 32, 32, 1e-4", "true, 2, 40, 16, 5e-3"})
    void onnxComputesWhatLibtorchComputes(boolean half, int n, int height, int width, double tolerance) throws Exception {
        UNet network = new UNet(SMALL);
        try (PointerScope scope = new PointerScope(); Weights weights = randomised(network)) {
            byte[] onnx = OnnxExporter.export(network, weights::toArray, half);
            Random random = new Random(n);
            float[] x = gaussian(random, n * 3 * height * width);
            float[][] levels = {{0.002f, 0.1f, 3f}, {80f, 2f, 0.4f}};
            for (float[][] tu : new float[][][] {levels, {levels[1], levels[0]}, {{0.3f, 7f, 0.01f}, {0.002f, 80f, 0.02f}}}) {
                float[] t = Arrays.copyOf(tu[0], n);
                float[] u = Arrays.copyOf(tu[1], n);
                long[] y = new long[n];
                for (int i = 0; i < n; i++) {
                    y[i] = i % 5;
                }
                float[] expected = torchF(network, weights, x, n, height, width, t, u, y);
                float[] actual = onnxF(onnx, x, n, height, width, t, u, y);
                assertThat(relativeError(expected, actual)).isLessThan(tolerance);
            }
        }
    }

    @Test
    void equalLevelsChangeNothing() {
        UNet network = new UNet(SMALL);
        try (PointerScope scope = new PointerScope(); Weights weights = randomised(network)) {
            float[] x = gaussian(new Random(2), 3 * 16 * 16);
            float[] same = torchF(network, weights, x, 1, 16, 16, new float[] {1.7f}, new float[] {1.7f}, new long[] {0});
            assertThat(relativeError(x, same)).isLessThan(1e-6);
        }
    }

    @Test
    void aLastConvolutionHasItsBias() {
        ParameterList list = ParameterList.of(new LastConvolution());
        try (PointerScope scope = new PointerScope(); Weights weights = Weights.initialised(list, Torch.cpu(), ScalarType.Float)) {
            Tensor x = torch.randn(new long[] {2, 3, 8, 8});
            TorchOps ops = TorchOps.inference(weights, null);
            Tensor value = new LastConvolution().forward(ops, ops.input(x), null, null, null).value();
            Tensor plain = torch.conv2d(x, weights.compute("last.weight"), new TensorOptional(weights.compute("last.bias")), new long[] {1, 1}, new long[] {1, 1}, new long[] {1, 1}, 1);
            assertThat(Torch.toArray(value)).usingComparatorWithPrecision(1e-5f).containsExactly(Torch.toArray(plain));
        }
    }

    /** A network that ends with a convolution. */
    private record LastConvolution() implements Network {
        @Override
        public <T> T forward(Ops<T> ops, T x, T t, T u, T y) {
            return ops.conv(x, ops.parameter("last.weight", Init.FAN_IN, 3, 3, 3, 3), ops.parameter("last.bias", Init.ONE, 3), 1);
        }

        @Override
        public int classes() {
            return 0;
        }

        @Override
        public int sizeMultiple() {
            return 1;
        }

        @Override
        public int resolution() {
            return 8;
        }
    }

    @Test
    void tapeGivesTheDerivatives() {
        UNet network = new UNet(SMALL);
        ParameterList list = ParameterList.of(network);
        try (PointerScope scope = new PointerScope(); Weights weights = Weights.initialised(list, Torch.cpu(), ScalarType.Double);
                Gradients gradients = new Gradients(weights)) {
            torch.manual_seed(5);
            weights.flat().add_(torch.randn_like(weights.flat()).mul(Torch.scalar(0.05)));
            weights.changed();
            TensorOptions wide = new TensorOptions(ScalarType.Double);
            Tensor x = torch.randn(new long[] {2, 3, 16, 8}, wide);
            Tensor cotangent = torch.randn(new long[] {2, 3, 16, 8}, wide);
            TorchOps ops = TorchOps.training(weights, null, null);
            Var input = ops.input(x);
            ops.backward(forward(ops, network, input), cotangent, gradients);
            Tensor dx = ops.gradient(input);

            double step = 1e-5;
            for (String name : new String[] {"in.weight", "in.bias", "down.0.0.conv1.weight", "down.0.0.conv1.bias", "down.1.0.qkv.weight",
                    "down.1.0.project.bias", "down.0.reduce.weight", "up.1.enlarge.bias", "up.0.1.skip.weight", "middle.0.norm2.weight",
                    "middle.0.norm2.bias", "middle.0.condition.weight", "time_t.0.weight", "time_u.1.bias", "class", "out.norm.weight",
                    "out.conv.weight", "out.level.weight", "out.level.bias", "down.0.0.deeper.1.conv2.weight"}) {
                Tensor parameter = weights.compute(name);
                Tensor direction = torch.randn_like(parameter);
                parameter.add_(direction.mul(Torch.scalar(step)));
                double up = loss(network, weights, x, cotangent);
                parameter.add_(direction.mul(Torch.scalar(-2 * step)));
                double down = loss(network, weights, x, cotangent);
                parameter.add_(direction.mul(Torch.scalar(step)));
                double analytic = Torch.item(direction.mul(gradients.of(name)).sum());
                assertThat((up - down) / (2 * step)).as(name).isCloseTo(analytic, within(1e-3 * Math.abs(analytic) + 1e-3));
            }
            Tensor direction = torch.randn_like(x);
            double up = loss(network, weights, x.add(direction.mul(Torch.scalar(step))), cotangent);
            double down = loss(network, weights, x.sub(direction.mul(Torch.scalar(step))), cotangent);
            assertThat((up - down) / (2 * step)).isCloseTo(Torch.item(direction.mul(dx).sum()), within(1e-2));
        }
    }

    @Test
    void dropoutChangesTrainingAlone() {
        UNet network = new UNet(new UNetOptions(32, 2, 32, List.of(1, 2), 1, 32, 5, 0.5f));
        try (PointerScope scope = new PointerScope(); Weights weights = randomised(network)) {
            Tensor x = torch.randn(2, 3, 16, 16);
            DropoutMasks masks = new DropoutMasks();
            float[] first = trained(network, weights, x, masks);
            masks.rewind();
            assertThat(trained(network, weights, x, masks)).isEqualTo(first);
            assertThat(trained(network, weights, x, new DropoutMasks())).isNotEqualTo(first);
            float[] plain = Torch.toArray(forward(TorchOps.inference(weights, null), network, new Var(x, null)).value());
            assertThat(Torch.toArray(forward(TorchOps.inference(weights, null), network, new Var(x, null)).value())).isEqualTo(plain);
        }
    }

    private static float[] trained(UNet network, Weights weights, Tensor x, DropoutMasks masks) {
        TorchOps ops = TorchOps.training(weights, null, masks);
        return Torch.toArray(forward(ops, network, ops.input(x)).value());
    }

    @Test
    void freshUBranchLeavesTheOneTimeNetworkUnchanged() {
        UNet network = new UNet(SMALL);
        try (PointerScope scope = new PointerScope(); Weights weights = randomised(network);
                Weights fresh = Weights.initialised(weights.list(), Torch.cpu(), ScalarType.Float)) {
            for (String name : new String[] {"time_u.1.weight", "time_u.1.bias"}) {
                weights.set(name, fresh.toArray(name));
            }
            weights.changed();
            Tensor x = torch.randn(1, 3, 16, 16);
            float[] first = Torch.toArray(inner(network, weights, x, 1f, 0.002f));
            float[] second = Torch.toArray(inner(network, weights, x, 1f, 40f));
            assertThat(first).isEqualTo(second);
            assertThat(relativeError(first, Torch.toArray(inner(network, weights, x, 2f, 40f)))).isGreaterThan(1e-3);
        }
    }

    private static Tensor inner(UNet network, Weights weights, Tensor x, float t, float u) {
        TorchOps ops = TorchOps.inference(weights, null);
        return network.forward(ops, ops.input(x), ops.input(Torch.tensor(new float[] {t}, 1)), ops.input(Torch.tensor(new float[] {u}, 1)),
                ops.input(labels(new long[] {0}))).value();
    }

    private static double loss(UNet network, Weights weights, Tensor x, Tensor cotangent) {
        TorchOps ops = TorchOps.inference(weights, null);
        return Torch.item(forward(ops, network, ops.input(x)).value().mul(cotangent).sum());
    }

    private static Var forward(TorchOps ops, UNet network, Var x) {
        Var t = ops.input(Torch.tensor(new float[] {0.3f, 2f}, 2));
        Var u = ops.input(Torch.tensor(new float[] {5f, 0.01f}, 2));
        return Preconditioning.f(ops, network, x, t, u, ops.input(labels(new long[] {1, 4})));
    }

    private static Weights randomised(UNet network) {
        torch.manual_seed(1);
        Weights weights = Weights.initialised(ParameterList.of(network), Torch.cpu(), ScalarType.Float);
        weights.flat().add_(torch.randn_like(weights.flat()).mul(Torch.scalar(0.05)));
        weights.changed();
        return weights;
    }

    private static float[] torchF(UNet network, Weights weights, float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
        TorchOps ops = TorchOps.inference(weights, null);
        Var out = Preconditioning.f(ops, network, ops.input(Torch.tensor(x, n, 3, height, width)), ops.input(Torch.tensor(t, n)),
                ops.input(Torch.tensor(u, n)), ops.input(labels(y)));
        return Torch.toArray(out.value());
    }

    private static Tensor labels(long[] y) {
        return torch.from_blob(new LongPointer(y), new long[] {y.length}, new TensorOptions(ScalarType.Long)).clone();
    }

    private static float[] onnxF(byte[] onnx, float[] x, int n, int height, int width, float[] t, float[] u, long[] y) throws Exception {
        OrtEnvironment environment = OnnxRuntimeNatives.environment();
        try (OrtSession session = environment.createSession(onnx, new OrtSession.SessionOptions())) {
            Map<String, OnnxTensor> inputs = new HashMap<>();
            inputs.put("x", OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), new long[] {n, 3, height, width}));
            inputs.put("t", OnnxTensor.createTensor(environment, FloatBuffer.wrap(t), new long[] {n}));
            inputs.put("u", OnnxTensor.createTensor(environment, FloatBuffer.wrap(u), new long[] {n}));
            inputs.put("y", OnnxTensor.createTensor(environment, LongBuffer.wrap(y), new long[] {n}));
            try (OrtSession.Result result = session.run(inputs)) {
                FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] out = new float[buffer.remaining()];
                buffer.get(out);
                return out;
            }
        }
    }

    private static float[] gaussian(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double relativeError(float[] expected, float[] actual) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(expected[i] - actual[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / norm);
    }
}
