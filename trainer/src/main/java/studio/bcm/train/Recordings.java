package studio.bcm.train;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_cuda;
import org.jspecify.annotations.Nullable;
import studio.bcm.network.torch.CudaRecording;
import studio.bcm.network.torch.DropoutMasks;
import studio.bcm.network.torch.Torch;
import studio.bcm.network.torch.Weights;
import studio.bcm.task.Progress;

/**
 * Evaluations of the network that come again with the same shapes, step after step: after a few they are recorded as CUDA
 * graphs and replayed. One thread cannot hand out the kernels of a pass one by one as fast as a large GPU runs them.
 * Networks that draw dropout masks are not recorded, for they would draw the same ones for ever.
 */
final class Recordings implements AutoCloseable {
    /** Evaluations before one is recorded: libraries choose their algorithms in the first. */
    private static final int BEFORE = 2;

    private final Learner learner;
    private final Progress progress;
    private final Map<Key, Repeated> repeated = new HashMap<>();
    private boolean off;
    private boolean dropoutTold;

    Recordings(Learner learner, Progress progress) {
        this.learner = learner;
        this.progress = progress;
    }

    /**
     * What tells evaluations apart.
     *
     * @param of    the weights
     * @param role  tells those apart of which one is under way while another begins
     * @param learn whether the parameters get a gradient; null where there is no way back
     * @param sizes of the input
     */
    private record Key(Weights of, String role, @Nullable Boolean learn, List<Long> sizes) {
    }

    /** An evaluation and its way back. */
    Learner.Pass pass(String role, boolean learn, Tensor x, Tensor t, Tensor u, Tensor y, DropoutMasks dropout) {
        Repeated at = at(learner.weights, role, learn, x);
        if (at.count++ >= BEFORE && at.possible && !off) {
            try {
                return at.pass(x, t, u, y);
            } catch (RuntimeException e) {
                giveUp(e);
            }
        }
        Learner.Pass pass = learner.eagerPass(learn, x, t, u, y, dropout);
        at.possible = !dropout.areUsed();
        if (!at.possible && !dropoutTold) {
            progress.note("Passes are handed to the GPU kernel by kernel, which is slower: the network has dropout.");
            dropoutTold = true;
        }
        return pass;
    }

    /** F without a way back; what it returns is overwritten by the next call for the same role. */
    Tensor inner(Weights of, String role, Tensor x, Tensor t, Tensor u, Tensor y) {
        Repeated at = at(of, role, null, x);
        if (at.count++ >= BEFORE && !off) {
            try {
                return at.forward(x, t, u, y);
            } catch (RuntimeException e) {
                giveUp(e);
            }
        }
        return learner.inner(of, x, t, u, y);
    }

    /** How many evaluations are replayed by now. */
    int recorded() {
        return (int) repeated.values().stream().filter(Repeated::isRecorded).count();
    }

    private Repeated at(Weights of, String role, Boolean learn, Tensor x) {
        List<Long> sizes = Arrays.stream(Torch.sizes(x)).boxed().toList();
        return repeated.computeIfAbsent(new Key(of, role, learn, sizes), Repeated::new);
    }

    private void giveUp(RuntimeException e) {
        if (TrainCommand.isOutOfMemory(e)) {
            progress.note("Passes are handed to the GPU kernel by kernel, which is slower: its memory does not suffice to record them.");
        } else {
            progress.note("Passes are handed to the GPU kernel by kernel, which is slower: " + e.getMessage());
        }
        off = true;
    }

    /** Frees all that was recorded, as when a stage is over. */
    @Override
    public void close() {
        repeated.values().forEach(Repeated::close);
        repeated.clear();
    }

    /** One evaluation that comes again, and what is recorded of it. */
    private final class Repeated implements AutoCloseable {
        private final Key key;
        private final CudaRecording.Memory memory = new CudaRecording.Memory(learner.device.index());
        private int count;
        private boolean possible = true;
        private Tensor x;
        private Tensor t;
        private Tensor u;
        private Tensor y;
        private Tensor inner;
        private Tensor gradient;
        private Tensor inputGradient;
        private CudaRecording there;
        private CudaRecording back;
        /** The tape between the two recordings, whose tensors live as long as the step. */
        private Learner.Tape tape;

        Repeated(Key key) {
            this.key = key;
        }

        boolean isRecorded() {
            return there != null && (back != null || key.learn() == null);
        }

        private void put(Tensor x, Tensor t, Tensor u, Tensor y) {
            if (this.x == null) {
                this.x = Torch.keep(torch.empty_like(x));
                this.t = Torch.keep(torch.empty_like(t));
                this.u = Torch.keep(torch.empty_like(u));
                this.y = y == null ? null : Torch.keep(torch.empty_like(y));
            }
            this.x.copy_(x);
            this.t.copy_(t);
            this.u.copy_(u);
            if (y != null) {
                this.y.copy_(y);
            }
        }

        Tensor forward(Tensor x, Tensor t, Tensor u, Tensor y) {
            try (NoGradGuard guard = new NoGradGuard()) {
                put(x, t, u, y);
                if (there == null) {
                    there = CudaRecording.record(memory,
                            () -> inner = Torch.keep(learner.inner(key.of(), this.x, this.t, this.u, this.y)));
                    freeWhatWasNeededBefore();
                }
                there.replay();
                return inner;
            }
        }

        Learner.Pass pass(Tensor x, Tensor t, Tensor u, Tensor y) {
            try (NoGradGuard guard = new NoGradGuard()) {
                put(x, t, u, y);
                // A tape that was not followed back within its step is gone, and what was recorded of it worth nothing.
                if (back == null) {
                    forget();
                    there = CudaRecording.record(memory, () -> {
                        tape = learner.new Tape(this.x, this.t, this.u, this.y, null);
                        inner = Torch.keep(tape.value().to(ScalarType.Float));
                    });
                }
                there.replay();
            }
            return new Replayed(this);
        }

        private void backward(Tensor given) {
            try (NoGradGuard guard = new NoGradGuard()) {
                if (back == null) {
                    try {
                        recordBackward(given);
                    } catch (RuntimeException e) {
                        giveUp(e);
                        // Nothing of it has run, so the parameters' gradients are what they were.
                        Learner.Tape again = learner.new Tape(x, t, u, y, null);
                        again.backward(given.to(again.type()), key.learn());
                        inputGradient = Torch.keep(again.inputGradient());
                        return;
                    }
                }
                gradient.copy_(given);
                back.replay();
            }
        }

        private void recordBackward(Tensor given) {
            gradient = Torch.keep(torch.empty(Torch.sizes(given), Torch.options(tape.type(), learner.device), new MemoryFormatOptional()));
            back = CudaRecording.record(memory, () -> {
                tape.backward(gradient, key.learn());
                inputGradient = Torch.keep(tape.inputGradient());
            });
            tape = null;
            freeWhatWasNeededBefore();
        }

        /** Evaluations kernel by kernel leave as much memory behind as a recording holds. */
        private void freeWhatWasNeededBefore() {
            torch_cuda.getAllocator().emptyCache();
        }

        private void forget() {
            for (CudaRecording graph : new CudaRecording[] {there, back}) {
                if (graph != null) {
                    graph.close();
                }
            }
            for (Tensor tensor : new Tensor[] {inner, gradient, inputGradient}) {
                if (tensor != null) {
                    tensor.close();
                }
            }
            there = null;
            back = null;
            inner = null;
            gradient = null;
            inputGradient = null;
            tape = null;
        }

        @Override
        public void close() {
            forget();
            for (Tensor tensor : new Tensor[] {x, t, u, y}) {
                if (tensor != null) {
                    tensor.close();
                }
            }
            memory.close();
        }
    }

    /** A pass whose way there was replayed. */
    private static final class Replayed extends Learner.Pass {
        private final Repeated of;

        Replayed(Repeated of) {
            super(of.inner);
            this.of = of;
        }

        @Override
        void backward() {
            of.backward(inner.grad());
        }

        @Override
        Tensor inputGradient() {
            return of.inputGradient;
        }
    }
}
