package studio.bcm.network.torch;

import static org.bytedeco.cuda.global.cudart.cuLaunchKernel;
import static org.bytedeco.cuda.global.cudart.cuModuleGetFunction;
import static org.bytedeco.cuda.global.cudart.cuModuleLoadData;
import static org.bytedeco.cuda.global.nvrtc.nvrtcCompileProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcCreateProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBIN;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBINSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLog;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLogSize;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.cuda.CUDAStream;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_cuda;
import org.jspecify.annotations.Nullable;
import studio.bcm.network.Init;
import studio.bcm.network.Network;
import studio.bcm.network.Ops;
import studio.bcm.network.ParameterList;

/**
 * Group normalisation with scale, shift, SiLU and the bias of the convolution before it as one kernel each way, compiled
 * with NVRTC for the device at hand. Memory traffic is what bounds these steps: libtorch's own operators need about four
 * times as much of it, since they work channels-first and one operation at a time.
 *
 * <p>All feature maps are bfloat16, N×C×H×W in channels-last memory, C a multiple of 8 and of the number of groups.
 */
public final class FusedKernels {
    private static final int THREADS = 512;

    private final CUfunc_st normForward;
    private final CUfunc_st normBackward;
    private final CUfunc_st addBias;
    private final CUfunc_st channelSum;
    private final int multiprocessors;

    private FusedKernels(CUmod_st module, int multiprocessors) {
        this.multiprocessors = multiprocessors;
        normForward = function(module, "norm_forward");
        normBackward = function(module, "norm_backward");
        addBias = function(module, "add_bias");
        channelSum = function(module, "channel_sum");
    }

    /**
     * Compiles the kernels for the current CUDA device and checks them against libtorch's operators.
     *
     * @throws IllegalStateException if they cannot be compiled or compute something else than libtorch does
     */
    public static FusedKernels compile(int device) {
        torch.zeros(new long[] {1}, Torch.options(ScalarType.Float, Torch.cuda(device)));
        var properties = torch_cuda.getDeviceProperties((byte) device);
        String architecture = "--gpu-architecture=sm_" + properties.major() + properties.minor();
        try (PointerScope scope = new PointerScope()) {
            _nvrtcProgram program = new _nvrtcProgram();
            check(nvrtcCreateProgram(program, new BytePointer(source()), new BytePointer("norm.cu"), 0, (PointerPointer) null, null),
                    "nvrtcCreateProgram");
            PointerPointer<BytePointer> options = new PointerPointer<>(architecture, "--std=c++17");
            int result = nvrtcCompileProgram(program, 2, options);
            if (result != 0) {
                SizeTPointer size = new SizeTPointer(1);
                nvrtcGetProgramLogSize(program, size);
                BytePointer log = new BytePointer(size.get());
                nvrtcGetProgramLog(program, log);
                throw new IllegalStateException("the fused kernels do not compile: " + log.getString());
            }
            SizeTPointer size = new SizeTPointer(1);
            check(nvrtcGetCUBINSize(program, size), "nvrtcGetCUBINSize");
            BytePointer cubin = new BytePointer(size.get());
            check(nvrtcGetCUBIN(program, cubin), "nvrtcGetCUBIN");
            CUmod_st module = new CUmod_st();
            check(cuModuleLoadData(module, cubin), "cuModuleLoadData");
            module.retainReference();
            FusedKernels kernels = new FusedKernels(module, properties.multiProcessorCount());
            kernels.checkAgainstTorch(device);
            return kernels;
        }
    }

    private void checkAgainstTorch(int device) {
        Device cuda = Torch.cuda(device);
        ParameterList list = ParameterList.of(new CheckNetwork());
        try (Weights weights = Weights.initialised(list, cuda, ScalarType.BFloat16);
                Gradients expected = new Gradients(weights); Gradients actual = new Gradients(weights)) {
            weights.flat().add_(torch.randn_like(weights.flat()).mul(Torch.scalar(0.1)));
            weights.changed();
            Tensor x = torch.randn(new long[] {5, 64, 12, 12}, Torch.options(ScalarType.Float, cuda));
            Tensor t = torch.rand(new long[] {5}, Torch.options(ScalarType.Float, cuda)).add(Torch.scalar(0.1));
            Tensor dy = torch.randn_like(x);
            Tensor[] expectedValues = run(weights, null, x, t, dy, expected);
            Tensor[] actualValues = run(weights, this, x, t, dy, actual);
            compare("output", expectedValues[0], actualValues[0]);
            compare("input gradient", expectedValues[1], actualValues[1]);
            for (ParameterList.Entry entry : list.entries()) {
                compare("gradient of " + entry.name(), expected.of(entry.name()), actual.of(entry.name()));
            }
        }
    }

    private static Tensor[] run(Weights weights, FusedKernels kernels, Tensor x, Tensor t, Tensor dy, Gradients gradients) {
        TorchOps ops = TorchOps.training(weights, kernels, null);
        Var input = ops.input(x);
        Var output = new CheckNetwork().forward(ops, input, ops.input(t), null, null);
        Tensor value = output.value();
        ops.backward(output, dy.to(value.scalar_type()), gradients);
        return new Tensor[] {value, ops.gradient(input)};
    }

    private static void compare(String what, Tensor expected, Tensor actual) {
        Tensor e = expected.to(ScalarType.Float);
        double error = Torch.item(actual.to(ScalarType.Float).sub(e).norm()) / (Torch.item(e.norm()) + 1e-6);
        if (!(error < 0.06)) {
            throw new IllegalStateException("the fused kernels differ from libtorch by " + error + " in the " + what);
        }
    }

    /** A residual block: every way through the kernels. */
    private record CheckNetwork() implements Network {
        @Override
        public <T> T forward(Ops<T> ops, T x, T t, T u, T y) {
            T first = ops.conv(x, ops.parameter("a.weight", Init.FAN_IN, 64, 64, 3, 3), ops.parameter("a.bias", Init.ONE, 64), 1);
            T h = ops.norm(first, ops.parameter("n1.weight", Init.ONE, 64), ops.parameter("n1.bias", Init.ZERO, 64), 32, 1e-5f, null, true);
            h = ops.conv(h, ops.parameter("b.weight", Init.FAN_IN, 96, 64, 3, 3), ops.parameter("b.bias", Init.ONE, 96), 1);
            T scaleShift = ops.linear(ops.sinusoid(t, 64), ops.parameter("s.weight", Init.FAN_IN, 192, 64), null);
            h = ops.norm(h, ops.parameter("n2.weight", Init.ONE, 96), ops.parameter("n2.bias", Init.ZERO, 96), 32, 1e-5f, scaleShift, true);
            h = ops.conv(h, ops.parameter("c.weight", Init.FAN_IN, 64, 96, 3, 3), ops.parameter("c.bias", Init.ONE, 64), 1);
            h = ops.add(first, h);
            return ops.norm(h, ops.parameter("n3.weight", Init.ONE, 64), ops.parameter("n3.bias", Init.ZERO, 64), 32, 1e-5f, null, false);
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
            return 12;
        }
    }

    /**
     * Forward pass.
     *
     * @param x          N×C×H×W
     * @param convBias   C floats added to x first, or null
     * @param gamma      C floats
     * @param beta       C floats
     * @param scaleShift N×2C bfloat16, or null
     * @param stats      receives N×groups×2 floats: mean and 1/deviation
     * @return same shape as x
     */
    Tensor normForward(Tensor x, @Nullable Tensor convBias, Tensor gamma, Tensor beta, @Nullable Tensor scaleShift, Tensor stats, int groups,
                       float eps, boolean silu) {
        Tensor y = torch.empty_like(x);
        int n = (int) x.size(0);
        int c = (int) x.size(1);
        launch(normForward, n, threads(c), 4 * c * Float.BYTES, pointer(x), pointer(convBias), pointer(gamma), pointer(beta),
                pointer(scaleShift), pointer(y), pointer(stats), integer((int) (x.size(2) * x.size(3))), integer(c), integer(groups),
                new FloatPointer(eps), integer(silu ? 1 : 0));
        return y;
    }

    /** Backward pass; the parameters' gradients (float) are added to, {@code addTo} and {@code dScaleShift} may be null. */
    Tensor normBackward(Tensor x, Tensor convBias, Tensor gamma, Tensor beta, Tensor scaleShift, Tensor stats, Tensor dy, Tensor addTo,
                        Tensor dScaleShift, Tensor dGamma, Tensor dBeta, Tensor dConvBias, int groups, boolean silu) {
        Tensor dx = torch.empty_like(x);
        int n = (int) x.size(0);
        int c = (int) x.size(1);
        launch(normBackward, n, threads(c), 7 * c * Float.BYTES, pointer(x), pointer(convBias), pointer(gamma), pointer(beta),
                pointer(scaleShift), pointer(stats), pointer(dy), pointer(addTo), pointer(dx), pointer(dScaleShift), pointer(dGamma),
                pointer(dBeta), pointer(dConvBias), integer((int) (x.size(2) * x.size(3))), integer(c), integer(groups),
                integer(silu ? 1 : 0));
        return dx;
    }

    /** a + b + bias; a may be null, bias is C floats. */
    Tensor addBias(Tensor a, Tensor b, Tensor bias) {
        Tensor out = torch.empty_like(b);
        long total = b.numel() / 8;
        int blocks = (int) Math.min(multiprocessors * 16L, (total + 255) / 256);
        launch(addBias, blocks, 256, 0, pointer(a), pointer(b), pointer(bias), pointer(out), new LongPointer(new long[] {total}),
                integer((int) b.size(1)));
        return out;
    }

    /** Adds the sums of x over N, H and W to {@code sum}, C floats. */
    void channelSum(Tensor x, Tensor sum) {
        int c = (int) x.size(1);
        long rows = x.numel() / c;
        int blocks = (int) Math.min(multiprocessors * 4L, (rows + 63) / 64);
        launch(channelSum, blocks, threads(c), c * Float.BYTES, pointer(x), pointer(sum), new LongPointer(new long[] {rows}), integer(c));
    }

    /** Whether a tensor has the form that the kernels take. */
    static boolean fits(Tensor x) {
        return x.is_cuda() && x.scalar_type().intern() == ScalarType.BFloat16 && x.dim() == 4 && x.size(1) % 8 == 0
                && x.size(1) / 8 <= THREADS;
    }

    static Tensor channelsLast(Tensor x) {
        return x.contiguous(torch.MemoryFormat.ChannelsLast);
    }

    private static int threads(int channels) {
        int lanes = channels / 8;
        return Math.max(32, THREADS / lanes * lanes);
    }

    private static void launch(CUfunc_st function, int blocks, int threads, int sharedBytes, Pointer... arguments) {
        CUDAStream stream = torch_cuda.getCurrentCUDAStream();
        CUstream_st handle = stream.stream();
        check(cuLaunchKernel(function, blocks, 1, 1, threads, 1, 1, sharedBytes, handle, new PointerPointer<>(arguments),
                (PointerPointer<?>) null), "cuLaunchKernel");
    }

    private static LongPointer pointer(Tensor tensor) {
        return new LongPointer(new long[] {tensor == null ? 0 : tensor.data_ptr().address()});
    }

    private static IntPointer integer(int value) {
        return new IntPointer(new int[] {value});
    }

    private static CUfunc_st function(CUmod_st module, String name) {
        CUfunc_st function = new CUfunc_st();
        check(cuModuleGetFunction(function, module, name), name);
        function.retainReference();
        return function;
    }

    private static void check(int result, String what) {
        if (result != 0) {
            throw new IllegalStateException(what + " failed with code " + result);
        }
    }

    private static String source() {
        try (InputStream in = FusedKernels.class.getResourceAsStream("norm.cu")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
