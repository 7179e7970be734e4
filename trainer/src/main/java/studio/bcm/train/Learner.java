package studio.bcm.train;

import java.util.Objects;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import studio.bcm.network.DropoutMasks;
import studio.bcm.network.FusedKernels;
import studio.bcm.network.Gradients;
import studio.bcm.network.Network;
import studio.bcm.network.ParameterList;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.Torch;
import studio.bcm.network.TorchOps;
import studio.bcm.network.Var;
import studio.bcm.network.Weights;

/** The network that learns: its weights, their moving average and gradient, and how f is computed with them. */
final class Learner implements AutoCloseable {
    private static final double VARIANCE = Preconditioning.SIGMA_DATA * Preconditioning.SIGMA_DATA;

    final Network network;
    final Device device;
    final FusedKernels kernels;
    final Weights weights;
    final Weights ema;
    final Gradients gradients;

    /**
     * @param kernels fused kernels, or null
     */
    Learner(Network network, Device device, ScalarType computeType, FusedKernels kernels) {
        this.network = network;
        this.device = device;
        this.kernels = kernels;
        weights = Weights.initialised(ParameterList.of(network), device, computeType);
        ema = weights.copy();
        gradients = new Gradients(weights);
    }

    /** Clean-end preconditioning (u = 0): what F is compared with when f(x, t, 0) shall be {@code target}. */
    static Tensor innerTarget(Tensor target, Tensor x, Tensor t) {
        Tensor t4 = t.view(-1, 1, 1, 1);
        Tensor norm2 = t4.square().add(new Scalar(VARIANCE));
        Tensor skip = norm2.reciprocal().mul(new Scalar(VARIANCE));
        Tensor perOut = norm2.sqrt().div(t4).mul(new Scalar(1 / Preconditioning.SIGMA_DATA));
        return target.sub(x.mul(skip)).mul(perOut);
    }

    /** c_in·x. */
    static Tensor scaledInput(Tensor x, Tensor t) {
        return x.div(t.view(-1, 1, 1, 1).square().add(new Scalar(VARIANCE)).sqrt());
    }

    /** c_skip for (t, u), N×1×1×1. */
    static Tensor skip(Tensor t, Tensor u) {
        return t.mul(u).add(new Scalar(VARIANCE)).div(t.square().add(new Scalar(VARIANCE))).view(-1, 1, 1, 1);
    }

    /** c_out for (t, u), N×1×1×1. */
    static Tensor out(Tensor t, Tensor u) {
        return t.sub(u).mul(new Scalar(Preconditioning.SIGMA_DATA)).div(t.square().add(new Scalar(VARIANCE)).sqrt()).view(-1, 1, 1, 1);
    }

    /** f(x, t, u) of a network without classes, without a gradient, float32; frees all that it made on the way. */
    Tensor f(Weights of, Tensor x, Tensor t, Tensor u) {
        return f(of, x, t, u, null);
    }

    /**
     * The same with classes.
     *
     * @param y classes; passed over by a network that has none
     */
    Tensor f(Weights of, Tensor x, Tensor t, Tensor u, Tensor y) {
        return Torch.scoped(() -> {
            TorchOps ops = TorchOps.inference(of, kernels);
            return Preconditioning.f(ops, network, ops.input(x), ops.input(t), ops.input(u), classes(ops, y)).value().to(ScalarType.Float);
        });
    }

    private Var classes(TorchOps ops, Tensor y) {
        if (network.classes() == 0) {
            return null;
        }
        return ops.input(Objects.requireNonNull(y, "a network with classes must be told them"));
    }

    /** A value for each picture, float32, where the network is. */
    Tensor onDevice(float[] values) {
        return Torch.onDevice(values, ScalarType.Float, device, values.length);
    }

    /** F of the scaled input without a gradient, float32. */
    Tensor inner(Weights of, Tensor scaledInput, Tensor t, Tensor u) {
        return inner(of, scaledInput, t, u, null);
    }

    /** The same, told the classes y. */
    Tensor inner(Weights of, Tensor scaledInput, Tensor t, Tensor u, Tensor y) {
        return Torch.scoped(() -> {
            TorchOps ops = TorchOps.inference(of, kernels);
            return network.forward(ops, ops.input(scaledInput), ops.input(t), ops.input(u), classes(ops, y)).value().to(ScalarType.Float);
        });
    }

    /** F with the learning weights, ready for a backward pass. */
    Pass pass(Tensor scaledInput, Tensor t, Tensor u, DropoutMasks dropout) {
        return pass(scaledInput, t, u, null, dropout);
    }

    /** The same, told the classes y. */
    Pass pass(Tensor scaledInput, Tensor t, Tensor u, Tensor y, DropoutMasks dropout) {
        return new Pass(weights, scaledInput, t, u, y, dropout);
    }

    /** One recorded evaluation of F. Losses are built with autograd over {@link #inner}, the rest of the way is the tape's. */
    final class Pass {
        private final TorchOps ops;
        private final Var input;
        private final Var output;
        final Tensor inner;

        private Pass(Weights of, Tensor scaledInput, Tensor t, Tensor u, Tensor y, DropoutMasks dropout) {
            ops = TorchOps.training(of, kernels, dropout);
            try (NoGradGuard guard = new NoGradGuard()) {
                input = ops.input(scaledInput.detach());
                output = network.forward(ops, input, ops.input(t), ops.input(u), classes(ops, y));
            }
            inner = output.value().to(ScalarType.Float).detach().set_requires_grad(true);
        }

        /** Call after {@code backward()} of the loss. */
        void backward(boolean learn) {
            try (NoGradGuard guard = new NoGradGuard()) {
                ops.backward(output, inner.grad().to(output.value().scalar_type()), learn ? gradients : null);
            }
        }

        /** Gradient by the scaled input, after {@link #backward}. */
        Tensor inputGradient() {
            return ops.gradient(input).to(ScalarType.Float);
        }
    }

    /**
     * f(f(x, t, u), u, 0.002), the soft trajectory constraint of Li &amp; He (arXiv 2403.18035, section 3.2). Make {@link #end}
     * part of the loss, call its {@code backward()}, then {@link #passBack}, then {@link Pass#backward} of the inner call.
     */
    final class RoundTrip {
        private final Tensor there;
        private final Tensor held;
        private final Tensor u;
        private final Pass back;
        /** Where the way ends, with autograd. */
        final Tensor end;

        /**
         * @param inner F of the inner call, with autograd
         * @param x     N×3×S×S at level t
         * @param y     classes, or null
         */
        RoundTrip(Tensor inner, Tensor x, Tensor t, Tensor u, Tensor y, DropoutMasks dropout) {
            this.u = u;
            Tensor clean = torch.full_like(u, new Scalar(Preconditioning.SIGMA_MIN));
            there = x.mul(skip(t, u)).add(inner.mul(out(t, u)));
            held = there.detach().set_requires_grad(true);
            back = pass(scaledInput(held.detach(), u), u, clean, y, dropout);
            end = held.mul(skip(u, clean)).add(back.inner.mul(out(u, clean)));
        }

        /**
         * Adds the gradient of the loss by F of the inner call to what it has.
         *
         * @param learn whether the outer call learns too; if not, it is frozen and passes gradients through to its input
         */
        void passBack(boolean learn) {
            back.backward(learn);
            Tensor gradient = held.grad().add(scaledInput(back.inputGradient(), u));
            there.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
        }
    }

    @Override
    public void close() {
        gradients.close();
        ema.close();
        weights.close();
    }
}
