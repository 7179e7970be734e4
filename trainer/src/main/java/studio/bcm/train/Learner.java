package studio.bcm.train;

import java.util.Objects;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import studio.bcm.network.Network;
import studio.bcm.network.ParameterList;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.torch.DropoutMasks;
import studio.bcm.network.torch.FusedKernels;
import studio.bcm.network.torch.Gradients;
import studio.bcm.network.torch.MemoryLimit;
import studio.bcm.network.torch.Torch;
import studio.bcm.network.torch.TorchOps;
import studio.bcm.network.torch.Var;
import studio.bcm.network.torch.Weights;
import studio.bcm.task.Progress;

/** The network that learns: its weights, their moving average and gradient, and how f is computed with them. */
final class Learner implements AutoCloseable {
    /** For what has no weights. */
    private static final TorchOps ARITHMETIC = TorchOps.inference(null, null);

    final Network network;
    final Device device;
    final FusedKernels kernels;
    final Weights weights;
    final Weights ema;
    final Gradients gradients;
    private final MemoryLimit limit;
    private Recordings recordings;

    /**
     * @param kernels fused kernels, or null
     */
    Learner(Network network, Device device, ScalarType computeType, @Nullable FusedKernels kernels) {
        this(network, device, computeType, kernels, MemoryLimit.none());
    }

    /** The same with a limit of main memory, which passes keep to. */
    Learner(Network network, Device device, ScalarType computeType, FusedKernels kernels, MemoryLimit limit) {
        this.network = network;
        this.limit = limit;
        this.device = device;
        this.kernels = kernels;
        weights = Weights.initialised(ParameterList.of(network), device, computeType);
        ema = weights.copy();
        gradients = new Gradients(weights);
    }

    /** Clean-end preconditioning (u = 0): what F is compared with when f(x, t, 0) shall be {@code target}. */
    static Tensor innerTarget(Tensor target, Tensor x, Tensor t) {
        Tensor clean = t.mul(new Scalar(0));
        return target.sub(x.mul(skip(t, clean))).div(out(t, clean));
    }

    /** c_in·x. */
    static Tensor scaledInput(Tensor x, Tensor t) {
        return x.div(perItem(norm(t)));
    }

    /** c_skip for (t, u), N×1×1×1. */
    static Tensor skip(Tensor t, Tensor u) {
        Var level = ARITHMETIC.input(t);
        return perItem(Preconditioning.skip(ARITHMETIC, level, ARITHMETIC.input(u), Preconditioning.norm2(ARITHMETIC, level)));
    }

    /** c_out for (t, u), N×1×1×1. */
    static Tensor out(Tensor t, Tensor u) {
        return perItem(Preconditioning.out(ARITHMETIC, ARITHMETIC.input(t), ARITHMETIC.input(u), norm(t)));
    }

    private static Var norm(Tensor t) {
        return ARITHMETIC.sqrt(Preconditioning.norm2(ARITHMETIC, ARITHMETIC.input(t)));
    }

    private static Tensor perItem(Var values) {
        return values.value().view(-1, 1, 1, 1);
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
            return Preconditioning.f(ops, network, ops.input(x), ops.input(t), ops.input(u), told(ops, y)).value().to(ScalarType.Float);
        });
    }

    private Var told(TorchOps ops, Tensor y) {
        if (!network.isConditional()) {
            return null;
        }
        return ops.input(Objects.requireNonNull(y, "a conditional network must be told what it depends on"));
    }

    /** A value for each picture, float32, where the network is. */
    Tensor onDevice(float[] values) {
        return Torch.onDevice(values, ScalarType.Float, device, values.length);
    }

    /**
     * F of the scaled input without a gradient, float32.
     *
     * @param y classes; passed over by a network that has none
     */
    Tensor inner(Weights of, Tensor scaledInput, Tensor t, Tensor u, Tensor y) {
        return Torch.scoped(() -> {
            TorchOps ops = TorchOps.inference(of, kernels);
            return network.forward(ops, ops.input(scaledInput), ops.input(t), ops.input(u), told(ops, y)).value().to(ScalarType.Float);
        });
    }

    /**
     * F with the learning weights, ready for a backward pass.
     *
     * @param role  tells passes apart of which one is under way while another begins
     * @param learn whether the parameters get a gradient, or the input alone
     * @param y     classes, or null
     */
    Pass pass(String role, boolean learn, Tensor scaledInput, Tensor t, Tensor u, @Nullable Tensor y, DropoutMasks dropout) {
        return recordings == null ? eagerPass(learn, scaledInput, t, u, y, dropout)
                : recordings.pass(role, learn, scaledInput.detach(), t, u, y, dropout);
    }

    /** The same, handed to the device operation by operation. */
    Pass eagerPass(boolean learn, Tensor scaledInput, Tensor t, Tensor u, Tensor y, DropoutMasks dropout) {
        try (NoGradGuard guard = new NoGradGuard()) {
            Tape tape = new Tape(scaledInput.detach(), t, u, y, dropout);
            return new EagerPass(tape, learn);
        }
    }

    /**
     * F of other weights without a gradient, of which the next call for the same role may overwrite the result.
     *
     * @param role tells apart what is evaluated in turn
     * @param y    classes, or null
     */
    Tensor repeatedInner(Weights of, String role, Tensor scaledInput, Tensor t, Tensor u, @Nullable Tensor y) {
        return recordings == null ? inner(of, scaledInput, t, u, y) : recordings.inner(of, role, scaledInput, t, u, y);
    }

    /** From now on passes that come again with the same shapes are recorded; {@link #forgetRecordings} frees what was. CUDA only. */
    void record(Progress progress) {
        recordings = new Recordings(this, progress);
    }

    /** How many kinds of passes are replayed by now. */
    int recorded() {
        return recordings == null ? 0 : recordings.recorded();
    }

    /** Call it when passes will not come again, or weights are about to be closed. */
    void forgetRecordings() {
        if (recordings != null) {
            recordings.close();
        }
    }

    /** One evaluation of F. Losses are built with autograd over {@link #inner}, the rest of the way is the tape's. */
    abstract static class Pass {
        final Tensor inner;

        /** @param value of F, float32 */
        Pass(Tensor value) {
            inner = value.detach().set_requires_grad(true);
        }

        /** Call after {@code backward()} of the loss. */
        abstract void backward();

        /** Gradient by the scaled input, float32, after {@link #backward}. */
        abstract Tensor inputGradient();
    }

    private static final class EagerPass extends Pass {
        private final Tape tape;
        private final boolean learn;

        EagerPass(Tape tape, boolean learn) {
            super(tape.value().to(ScalarType.Float));
            this.tape = tape;
            this.learn = learn;
        }

        @Override
        void backward() {
            try (NoGradGuard guard = new NoGradGuard()) {
                tape.backward(inner.grad().to(tape.type()), learn);
            }
        }

        @Override
        Tensor inputGradient() {
            return tape.inputGradient();
        }
    }

    /** What an evaluation leaves behind for the way back. Make and use it without autograd. */
    final class Tape {
        private final TorchOps ops;
        private final Var input;
        private final Var output;

        Tape(Tensor scaledInput, Tensor t, Tensor u, Tensor y, DropoutMasks dropout) {
            ops = TorchOps.training(weights, kernels, dropout, limit);
            input = ops.input(scaledInput);
            output = network.forward(ops, input, ops.input(t), ops.input(u), told(ops, y));
        }

        Tensor value() {
            return output.value();
        }

        ScalarType type() {
            return output.value().scalar_type().intern();
        }

        void backward(Tensor gradient, boolean learn) {
            ops.backward(output, gradient, learn ? gradients : null);
        }

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
         * @param learn whether the outer call learns too; if not, it is frozen and passes gradients through to its input
         */
        RoundTrip(Tensor inner, Tensor x, Tensor t, Tensor u, @Nullable Tensor y, DropoutMasks dropout, boolean learn) {
            this.u = u;
            Tensor clean = torch.full_like(u, new Scalar(Preconditioning.SIGMA_MIN));
            there = x.mul(skip(t, u)).add(inner.mul(out(t, u)));
            held = there.detach().set_requires_grad(true);
            back = pass("back", learn, scaledInput(held.detach(), u), u, clean, y, dropout);
            end = held.mul(skip(u, clean)).add(back.inner.mul(out(u, clean)));
        }

        /** Adds the gradient of the loss by F of the inner call to what it has. */
        void passBack() {
            back.backward();
            Tensor gradient = held.grad().add(scaledInput(back.inputGradient(), u));
            there.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
        }
    }

    @Override
    public void close() {
        forgetRecordings();
        gradients.close();
        ema.close();
        weights.close();
    }
}
