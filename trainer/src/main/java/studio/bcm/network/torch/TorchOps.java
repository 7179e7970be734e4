package studio.bcm.network.torch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import studio.bcm.network.Init;
import studio.bcm.network.Ops;

/**
 * Computes a network with libtorch and keeps a tape for the way back. The tape is our own rather than autograd's, so that
 * normalisation can run in {@link FusedKernels}, gradients land in one flat vector and nothing needs to be zeroed or
 * gathered parameter by parameter.
 *
 * <p>One object serves one forward pass and at most one backward pass, inside one {@code PointerScope}.
 */
public final class TorchOps implements Ops<Var> {
    private static final long[] ONES = {1, 1};
    private static final long[] ZEROS = {0, 0};

    private final Weights weights;
    private final FusedKernels kernels;
    private final boolean recording;
    private final DropoutMasks dropout;
    private final MemoryLimit limit;
    private final Map<String, Var> parameters = new HashMap<>();
    private final List<Runnable> tape = new ArrayList<>();
    private Gradients gradients;
    private Tensor lastSummed;
    private Tensor lastSum;

    private TorchOps(Weights weights, FusedKernels kernels, boolean recording, DropoutMasks dropout, MemoryLimit limit) {
        this.weights = weights;
        this.kernels = kernels;
        this.recording = recording;
        this.dropout = dropout;
        this.limit = limit;
    }

    /** For a forward pass alone. {@code kernels} may be null. */
    public static TorchOps inference(Weights weights, FusedKernels kernels) {
        return new TorchOps(weights, kernels, false, null, MemoryLimit.none());
    }

    /** For a forward and a backward pass. {@code kernels} may be null; {@code dropout} may be null for none. */
    public static TorchOps training(Weights weights, @Nullable FusedKernels kernels, @Nullable DropoutMasks dropout) {
        return training(weights, kernels, dropout, MemoryLimit.none());
    }

    /**
     * The same within a limit of memory.
     *
     * @param limit asked after each operation, which throws {@link MemoryLimit.Exceeded} beyond it
     */
    public static TorchOps training(Weights weights, FusedKernels kernels, DropoutMasks dropout, MemoryLimit limit) {
        return new TorchOps(weights, kernels, true, dropout, limit);
    }

    /** A value that comes from outside the network. */
    public Var input(Tensor value) {
        return new Var(value, null);
    }

    /**
     * Runs the tape backwards.
     *
     * @param output    what the forward pass returned
     * @param gradient  of the loss by the output, same shape
     * @param gradients is added to; null leaves the parameters out (a frozen network)
     */
    public void backward(Var output, Tensor gradient, @Nullable Gradients gradients) {
        if (!recording) {
            throw new IllegalStateException("this pass was not recorded");
        }
        this.gradients = gradients;
        output.accumulate(gradient);
        for (int i = tape.size() - 1; i >= 0; i--) {
            tape.get(i).run();
        }
        tape.clear();
    }

    /** Gradient of the loss by an input, after {@link #backward}. */
    public Tensor gradient(Var input) {
        return input.gradient;
    }

    @Override
    public Var parameter(String name, Init init, int... shape) {
        return parameters.computeIfAbsent(name, n -> new Var(weights.compute(n), n));
    }

    @Override
    public Var conv(Var x, Var weight, Var bias, int stride) {
        x.settle();
        Tensor w = weight.value;
        long padding = (w.size(2) - 1) / 2;
        ScalarType given = x.value.scalar_type().intern();
        Tensor input = given == weights.computeType() && !x.value.is_cuda() ? x.value
                : x.value.to(weights.computeType(), false, false, new MemoryFormatOptional(MemoryFormat.ChannelsLast));
        long[] strides = {stride, stride};
        long[] pad = {padding, padding};
        Var out = new Var(torch.convolution(input, w, new TensorOptional(), strides, pad, ONES, false, ZEROS, 1), null);
        out.bias = bias;
        if (recording) {
            record(out, dy -> {
                BoolPointer mask = mask(true, gradients != null, false);
                T_TensorTensorTensor_T grads = torch.convolution_backward(dy, input, w, new long[] {w.size(0)}, strides, pad, ONES,
                        false, ZEROS, 1, mask);
                Tensor dx = grads.get0();
                x.accumulate(given == weights.computeType() ? dx : dx.to(given));
                if (gradients != null) {
                    gradients.of(weight.parameter).add_(grads.get1());
                    if (bias != null && !out.biasFused) {
                        addChannelSum(dy, gradients.of(bias.parameter));
                    }
                }
            });
        }
        return out;
    }

    /** Nothing is done for values that the output does not depend on, such as functions of the levels alone. */
    private void record(Var out, Consumer<Tensor> back) {
        limit.check();
        tape.add(() -> {
            Tensor dy = out.takeGradient();
            if (dy != null) {
                back.accept(dy);
                limit.check();
            }
        });
    }

    private static BoolPointer mask(boolean first, boolean second, boolean third) {
        return new BoolPointer(3).put(0, first).put(1, second).put(2, third);
    }

    private void addChannelSum(Tensor dy, Tensor into) {
        if (lastSummed == dy) {
            into.add_(lastSum);
            return;
        }
        Tensor sum;
        if (kernels != null && FusedKernels.fits(dy)) {
            sum = torch.zeros(new long[] {dy.size(1)}, Torch.options(ScalarType.Float, dy.device()));
            kernels.channelSum(FusedKernels.channelsLast(dy), sum);
        } else {
            sum = dy.sum(new long[] {0, 2, 3}, false, new ScalarTypeOptional(ScalarType.Float));
        }
        into.add_(sum);
        lastSummed = dy;
        lastSum = sum;
    }

    @Override
    public Var linear(Var x, Var weight, Var bias) {
        Tensor input = x.value.to(weights.computeType());
        Var out = new Var(bias == null ? torch.linear(input, weight.value) : torch.linear(input, weight.value, new TensorOptional(bias.value)),
                null);
        if (recording) {
            record(out, dy -> {
                x.accumulate(dy.matmul(weight.value));
                if (gradients != null) {
                    gradients.of(weight.parameter).add_(dy.transpose(0, 1).matmul(input));
                    if (bias != null) {
                        gradients.of(bias.parameter).add_(dy.sum(new long[] {0}, false, new ScalarTypeOptional(ScalarType.Float)));
                    }
                }
            });
        }
        return out;
    }

    @Override
    public Var norm(Var x, Var gamma, Var beta, int groups, float eps, Var scaleShift, boolean silu) {
        if (kernels != null && FusedKernels.fits(x.value) && x.value.size(1) % groups == 0) {
            return fusedNorm(x, gamma, beta, groups, eps, scaleShift, silu);
        }
        x.settle();
        long n = x.value.size(0);
        long c = x.value.size(1);
        long hw = x.value.size(2) * x.value.size(3);
        Tensor input = x.value.contiguous();
        TensorOptional g = new TensorOptional(gamma.value);
        T_TensorTensorTensor_T normed = torch.native_group_norm(input, g, new TensorOptional(beta.value), n, c, hw, groups, eps);
        Tensor h = normed.get0();
        Tensor mean = normed.get1();
        Tensor inverse = normed.get2();
        Tensor scale = scaleShift == null ? null : scaleShift.value.narrow(1, 0, c).add(new Scalar(1f)).view(n, c, 1, 1);
        Tensor z = scaleShift == null ? h : h.mul(scale).add(scaleShift.value.narrow(1, c, c).view(n, c, 1, 1));
        Var out = new Var(silu ? torch.silu(z) : z, null);
        if (recording) {
            record(out, dy -> {
                Tensor dz = dy;
                if (silu) {
                    dz = torch.silu_backward(dz, z);
                }
                if (scaleShift != null) {
                    Tensor dScale = dz.mul(h).sum(2, 3);
                    Tensor dShift = dz.sum(2, 3);
                    scaleShift.accumulate(torch.cat(new TensorVector(dScale, dShift), 1));
                    dz = dz.mul(scale);
                }
                T_TensorTensorTensor_T grads = torch.native_group_norm_backward(dz.contiguous(), input, mean, inverse, g, n, c, hw, groups,
                        mask(true, gradients != null, gradients != null));
                x.accumulate(grads.get0());
                if (gradients != null) {
                    gradients.of(gamma.parameter).add_(grads.get1());
                    gradients.of(beta.parameter).add_(grads.get2());
                }
            });
        }
        return out;
    }

    private Var fusedNorm(Var x, Var gamma, Var beta, int groups, float eps, Var scaleShift, boolean silu) {
        // Only between the two convolutions of a block is the map used nowhere else, so that its bias may stay unadded.
        Var bias = scaleShift != null ? x.bias : null;
        if (bias == null) {
            x.settle();
        } else {
            x.biasFused = true;
        }
        Tensor input = FusedKernels.channelsLast(x.value);
        Tensor convBias = bias == null ? null : weights.master(bias.parameter);
        Tensor g = weights.master(gamma.parameter);
        Tensor b = weights.master(beta.parameter);
        Tensor ss = scaleShift == null ? null : scaleShift.value;
        Tensor stats = torch.empty(new long[] {x.value.size(0), groups, 2}, Torch.options(ScalarType.Float, x.value.device()),
                new MemoryFormatOptional());
        Var out = new Var(kernels.normForward(input, convBias, g, b, ss, stats, groups, eps, silu), null);
        if (recording) {
            record(out, given -> {
                Tensor dy = FusedKernels.channelsLast(given);
                Tensor dss = ss == null ? null : torch.empty_like(ss);
                Tensor before = x.takeGradient();
                boolean train = gradients != null;
                x.gradient = kernels.normBackward(input, convBias, g, b, ss, stats, dy,
                        before == null ? null : FusedKernels.channelsLast(before), dss,
                        train ? gradients.of(gamma.parameter) : null, train ? gradients.of(beta.parameter) : null,
                        train && bias != null ? gradients.of(bias.parameter) : null, groups, silu);
                if (scaleShift != null) {
                    scaleShift.accumulate(dss);
                }
            });
        }
        return out;
    }

    @Override
    public Var silu(Var x) {
        x.settle();
        Tensor input = x.value;
        Var out = new Var(torch.silu(input), null);
        if (recording) {
            record(out, dy -> x.accumulate(torch.silu_backward(dy, input)));
        }
        return out;
    }

    @Override
    public Var add(Var a, Var b) {
        Var out = new Var(sum(a, b), null);
        if (recording) {
            ScalarType typeA = a.value.scalar_type().intern();
            ScalarType typeB = b.value.scalar_type().intern();
            record(out, dy -> {
                ScalarType type = dy.scalar_type().intern();
                a.accumulate(type == typeA ? dy : dy.to(typeA));
                b.accumulate(type == typeB ? dy : dy.to(typeB));
            });
        }
        return out;
    }

    private Tensor sum(Var a, Var b) {
        if (a.bias == null && b.bias == null || kernels == null || !FusedKernels.fits(a.value) || !FusedKernels.fits(b.value)
                || a.biasFused || b.biasFused) {
            a.settle();
            b.settle();
            return a.value.add(b.value);
        }
        Tensor bias = a.bias == null ? weights.master(b.bias.parameter) : weights.master(a.bias.parameter);
        if (a.bias != null && b.bias != null) {
            bias = bias.add(weights.master(b.bias.parameter));
        }
        return kernels.addBias(FusedKernels.channelsLast(a.value), FusedKernels.channelsLast(b.value), bias);
    }

    @Override
    public Var addPerChannel(Var x, Var embedding) {
        x.settle();
        Var out = new Var(x.value.add(embedding.value.view(x.value.size(0), x.value.size(1), 1, 1)), null);
        if (recording) {
            record(out, dy -> {
                x.accumulate(dy);
                embedding.accumulate(dy.sum(2, 3));
            });
        }
        return out;
    }

    @Override
    public Var concat(Var a, Var b) {
        a.settle();
        b.settle();
        long channelsA = a.value.size(1);
        long channelsB = b.value.size(1);
        Var out = new Var(torch.cat(new TensorVector(a.value, b.value), 1), null);
        if (recording) {
            record(out, dy -> {
                a.accumulate(packed(dy.narrow(1, 0, channelsA)));
                b.accumulate(packed(dy.narrow(1, channelsA, channelsB)));
            });
        }
        return out;
    }

    private Tensor packed(Tensor part) {
        return part.is_cuda() && part.dim() == 4 ? FusedKernels.channelsLast(part) : part.contiguous();
    }

    @Override
    public Var upsample(Var x) {
        x.settle();
        Var out = new Var(enlarge(x.value), null);
        if (recording) {
            record(out, dy -> x.accumulate(halve(dy).mul(new Scalar(4f))));
        }
        return out;
    }

    @Override
    public Var averagePool(Var x) {
        x.settle();
        Var out = new Var(halve(x.value), null);
        if (recording) {
            record(out, dy -> x.accumulate(enlarge(dy).mul(new Scalar(0.25f))));
        }
        return out;
    }

    private static Tensor enlarge(Tensor x) {
        return torch.upsample_nearest2d(x, new long[] {2 * x.size(2), 2 * x.size(3)}, new DoubleOptional(), new DoubleOptional());
    }

    private static Tensor halve(Tensor x) {
        return torch.avg_pool2d(x, new long[] {2, 2}, new long[] {2, 2}, ZEROS, false, true, new LongOptional());
    }

    @Override
    public Var mean(Var x) {
        x.settle();
        long[] sizes = Torch.sizes(x.value);
        Var out = new Var(x.value.mean(new long[] {2, 3}, false, new ScalarTypeOptional()), null);
        if (recording) {
            record(out, dy -> x.accumulate(dy.div(new Scalar((double) sizes[2] * sizes[3])).view(sizes[0], sizes[1], 1, 1).expand(sizes)));
        }
        return out;
    }

    @Override
    public Var attention(Var qkv, int heads, boolean normalised) {
        qkv.settle();
        long n = qkv.value.size(0);
        long c = qkv.value.size(1) / 3;
        long height = qkv.value.size(2);
        long width = qkv.value.size(3);
        long length = height * width;
        long d = c / heads;
        Tensor parts = qkv.value.permute(0, 2, 3, 1).reshape(n, length, 3, heads, d).permute(2, 0, 3, 1, 4).reshape(3, n * heads, length, d);
        Tensor divisor = normalised ? parts.norm(new ScalarOptional(new Scalar(2f)), new long[] {-1}, true)
                .div(new Scalar(Math.sqrt(d))).add(new Scalar(1e-4f)) : null;
        Tensor ready = normalised ? parts.div(divisor) : parts;
        Tensor q = ready.select(0, 0);
        Tensor k = ready.select(0, 1);
        Tensor v = ready.select(0, 2);
        Scalar scale = new Scalar((float) (1 / Math.sqrt(d)));
        Tensor weight = torch.bmm(q.mul(scale), k.transpose(1, 2)).softmax(-1);
        Var out = new Var(torch.bmm(weight, v).view(n, heads, length, d).permute(0, 2, 1, 3).reshape(n, height, width, c).permute(0, 3, 1, 2),
                null);
        if (recording) {
            record(out, dy -> {
                Tensor dOut = dy.permute(0, 2, 3, 1).reshape(n, length, heads, d).permute(0, 2, 1, 3)
                        .reshape(n * heads, length, d);
                Tensor dv = torch.bmm(weight.transpose(1, 2), dOut);
                Tensor dWeight = torch.bmm(dOut, v.transpose(1, 2));
                Tensor dScores = weight.mul(dWeight.sub(dWeight.mul(weight).sum(new long[] {-1}, true, new ScalarTypeOptional())))
                        .mul(scale);
                Tensor dq = torch.bmm(dScores, k);
                Tensor dk = torch.bmm(dScores.transpose(1, 2), q);
                Tensor dParts = torch.stack(new TensorVector(dq, dk, dv), 0);
                if (normalised) {
                    // d(p/D)/dp with D = 1e-4 + ‖p‖/√d and dD/dp = p/(‖p‖·√d)
                    Tensor norm = divisor.sub(new Scalar(1e-4f)).mul(new Scalar(Math.sqrt(d)));
                    Tensor along = dParts.mul(parts).sum(new long[] {-1}, true, new ScalarTypeOptional());
                    Tensor back = along.div(divisor.mul(divisor).mul(norm).mul(new Scalar(Math.sqrt(d))).add(new Scalar(1e-20f)));
                    dParts = dParts.div(divisor).sub(parts.mul(back));
                }
                qkv.accumulate(dParts.view(3, n, heads, length, d).permute(1, 3, 0, 2, 4).reshape(n, height, width, 3 * c)
                        .permute(0, 3, 1, 2));
            });
        }
        return out;
    }

    @Override
    public Var unshuffle(Var x, int channels, int factor) {
        x.settle();
        Var out = new Var(unshuffled(x.value, factor), null);
        if (recording) {
            record(out, dy -> x.accumulate(shuffled(dy, factor)));
        }
        return out;
    }

    @Override
    public Var shuffle(Var x, int factor) {
        x.settle();
        Var out = new Var(shuffled(x.value, factor), null);
        if (recording) {
            record(out, dy -> x.accumulate(unshuffled(dy, factor)));
        }
        return out;
    }

    private static Tensor unshuffled(Tensor x, int r) {
        long n = x.size(0);
        long c = x.size(1);
        long h = x.size(2) / r;
        long w = x.size(3) / r;
        return x.reshape(n, c, h, r, w, r).permute(0, 1, 3, 5, 2, 4).reshape(n, c * r * r, h, w);
    }

    private static Tensor shuffled(Tensor x, int r) {
        long n = x.size(0);
        long c = x.size(1) / (r * r);
        long h = x.size(2);
        long w = x.size(3);
        return x.reshape(n, c, r, r, h, w).permute(0, 1, 4, 2, 5, 3).reshape(n, c, h * r, w * r);
    }

    @Override
    public Var sinusoid(Var t, int channels) {
        TensorOptions options = Torch.options(ScalarType.Float, t.value.device());
        int half = channels / 2;
        Tensor frequencies = torch.arange(new Scalar(half), options).mul(new Scalar(-Math.log(1e4) / half)).exp();
        Tensor angles = t.value.log().mul(new Scalar(250f)).view(-1, 1).mul(frequencies.view(1, -1));
        return new Var(torch.cat(new TensorVector(angles.cos(), angles.sin()), 1), null);
    }

    @Override
    public Var lookUp(Var table, Var y) {
        // No branch by value: a recorded pass meets other classes each time, and the host need not wait for them.
        Tensor row = y.value.clamp_min(new Scalar(0));
        Tensor known = y.value.ge(new Scalar(0)).to(table.value.scalar_type().intern()).unsqueeze(1);
        Var out = new Var(table.value.index_select(0, row).mul(known), null);
        if (recording) {
            record(out, dy -> {
                if (gradients != null) {
                    gradients.of(table.parameter).index_add_(0, row, dy.mul(known).to(ScalarType.Float));
                }
            });
        }
        return out;
    }

    @Override
    public Var dropout(Var x, float p) {
        if (dropout == null || p == 0) {
            return x;
        }
        x.settle();
        Tensor mask = dropout.next(x.value, p);
        Var out = new Var(x.value.mul(mask), null);
        if (recording) {
            record(out, dy -> x.accumulate(dy.mul(mask)));
        }
        return out;
    }

    @Override
    public Var multiplyPerItem(Var x, Var factor) {
        x.settle();
        Tensor f = factor.value.view(-1, 1, 1, 1);
        Var out = new Var(x.value.mul(f), null);
        if (recording) {
            ScalarType type = x.value.scalar_type().intern();
            record(out, dy -> x.accumulate(dy.mul(f).to(type)));
        }
        return out;
    }

    @Override
    public Var affine(Var a, float scale, float offset) {
        return input(a.value.mul(new Scalar(scale)).add(new Scalar(offset)));
    }

    @Override
    public Var multiply(Var a, Var b) {
        return input(a.value.mul(b.value));
    }

    @Override
    public Var divide(Var a, Var b) {
        return input(a.value.div(b.value));
    }

    @Override
    public Var sqrt(Var a) {
        return input(a.value.sqrt());
    }
}
