package studio.bcm.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import studio.bcm.network.Ops;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.torch.Torch;
import studio.bcm.network.torch.Weights;
import studio.bcm.train.data.PhotoStream;
import studio.bcm.train.data.PictureSource;
import studio.bcm.train.data.RestorationSamples;

/**
 * A ring of PF ODE trajectories of a teacher along jittered rho-7 grids: upwards from photos with a little noise,
 * downwards from noise. A denoising teacher is integrated with Heun's method (Karras et al., arXiv 2206.00364, algorithm 1
 * without churn); a teacher that is bidirectional itself carries from level to level, which is far more exact than one
 * leap over all of them.
 *
 * <p>At the least level Heun's correction is left out, as in algorithm 1: there the slope is the network's error divided by next to
 * nothing, and half of the noise that the step should take away would stay. From photos with a little noise it is several steps to that
 * level, for the student takes what is left there for what pictures have. The teacher sees its pictures mirrored in turn, so that
 * the phases of its patches trade places, and what all pictures have of these is taken out (see {@link PatchPhases}).
 */
final class Trajectories implements AutoCloseable {
    private static final int STEPS = 16;
    private static final int RHO = 7;
    private static final double LEAST_START = 0.01;
    private static final double GREATEST_START = 0.12;
    /** Dimensions along which crops are mirrored: the two evaluations of a step see them turned by half a turn. */
    private static final long[][] MIRRORS = {{}, {2, 3}, {3}, {2}};
    /** Those of whole pictures, which a teacher has never seen upside down. */
    private static final long[][] UPRIGHT = {{}, {3}};

    /**
     * One bundle of trajectories over a common grid.
     *
     * @param upwards whether it was integrated from photos to noise
     * @param sigmas  noise levels, ascending, the first being 0.002
     * @param states  levels×pictures×3×S×S, each divided by √(σ²+σd²), half precision
     * @param photos  pictures×3×S×S, half precision: the photos that it was integrated from, or null if it began as noise
     * @param labels  classes of the pictures, or null where there are none
     */
    record Bundle(boolean upwards, float[] sigmas, Tensor states, @Nullable Tensor photos, @Nullable Tensor labels) {
        /** Index of the level that an upward trajectory started at. */
        int start() {
            return upwards ? 1 : sigmas.length - 1;
        }

        void close() {
            states.close();
            if (photos != null) {
                photos.close();
            }
            if (labels != null) {
                labels.close();
            }
        }
    }

    private final Learner learner;
    private final Weights teacher;
    private final boolean denoiser;
    private final PictureSource photos;
    private final int pictures;
    private final int size;
    private final int patch;
    private final Guidance guidance;
    private final Random random;
    private final List<Bundle> ring = new ArrayList<>();
    private int next;
    private int evaluations;

    /**
     * @param patch    pixel-unshuffle factor of the network
     * @param denoiser whether the teacher's f(x, t, 0.002) is the mean of the clean pictures (diffusion), rather than the end
     *                 of a trajectory
     */
    Trajectories(Learner learner, Weights teacher, boolean denoiser, PictureSource photos, int pictures, int size, int patch, int bundles,
                 Guidance guidance, Random random) {
        this.learner = learner;
        this.teacher = teacher;
        this.denoiser = denoiser;
        this.photos = photos;
        this.pictures = pictures;
        this.size = size;
        this.patch = patch;
        this.guidance = guidance;
        this.random = random;
        for (int i = 0; i < bundles; i++) {
            ring.add(integrate(i % 2 == 0));
        }
    }

    Bundle draw() {
        return ring.get(random.nextInt(ring.size()));
    }

    /** One that was integrated from photos. */
    Bundle drawUpwards() {
        return ring.get(2 * random.nextInt(ring.size() / 2));
    }

    int pictures() {
        return pictures;
    }

    /** Replaces the oldest bundle by a new one of the same direction. */
    void refresh() {
        int slot = next++ % ring.size();
        Bundle old = ring.get(slot);
        ring.set(slot, integrate(old.upwards()));
        old.close();
    }

    private Bundle integrate(boolean upwards) {
        double least = upwards ? Math.exp(Math.log(LEAST_START) + random.nextDouble() * Math.log(GREATEST_START / LEAST_START))
                : Preconditioning.SIGMA_MIN;
        double[] grid = new double[STEPS + 1];
        double low = Math.pow(least, 1.0 / RHO);
        double high = Math.pow(Preconditioning.SIGMA_MAX, 1.0 / RHO);
        for (int i = 0; i <= STEPS; i++) {
            double jitter = i == 0 || i == STEPS ? 0 : (random.nextDouble() - 0.5) * 0.8;
            grid[i] = Math.pow(low + (i + jitter) / STEPS * (high - low), RHO);
        }
        try (PointerScope scope = new PointerScope()) {
            TensorOptions real = Torch.options(ScalarType.Float, learner.device);
            Tensor[] states;
            float[] sigmas;
            Tensor origin = null;
            Tensor y;
            if (upwards) {
                PhotoStream.Labelled drawn = photos.labelled(pictures, size, false);
                y = drawn.labels();
                Tensor photo = RestorationSamples.scaled(drawn.crops());
                origin = Torch.keep(photo.to(ScalarType.Half));
                Tensor x = photo.add(torch.randn_like(photo).mul(new Scalar(least)));
                sigmas = new float[STEPS + 2];
                states = new Tensor[STEPS + 2];
                sigmas[0] = Preconditioning.SIGMA_MIN;
                states[0] = keepScaled(toPicture(x, least, y), Preconditioning.SIGMA_MIN);
                for (int i = 0; i <= STEPS; i++) {
                    if (i > 0) {
                        x = step(x, grid[i - 1], grid[i], y);
                    }
                    sigmas[i + 1] = (float) grid[i];
                    states[i + 1] = keepScaled(x, grid[i]);
                }
            } else {
                y = photos.labels(pictures, size);
                Tensor x = torch.randn(new long[] {pictures, 3, size, size}, real).mul(new Scalar(Preconditioning.SIGMA_MAX));
                sigmas = new float[STEPS + 1];
                states = new Tensor[STEPS + 1];
                for (int i = STEPS; i >= 0; i--) {
                    if (i < STEPS) {
                        x = step(x, grid[i + 1], grid[i], y);
                    }
                    sigmas[i] = (float) grid[i];
                    states[i] = keepScaled(x, grid[i]);
                }
            }
            return new Bundle(upwards, sigmas, Torch.keep(torch.stack(new TensorVector(states), 0)), origin,
                    y == null ? null : Torch.keep(y.clone()));
        }
    }

    private Tensor keepScaled(Tensor x, double sigma) {
        double scale = 1 / Math.sqrt(sigma * sigma + Preconditioning.SIGMA_DATA * Preconditioning.SIGMA_DATA);
        return x.mul(new Scalar(scale)).to(ScalarType.Half);
    }

    /** From a low level to the least one, each step to about half of the level before. */
    private Tensor toPicture(Tensor x, double from, Tensor y) {
        double ratio = Preconditioning.SIGMA_MIN / from;
        int steps = Math.max(1, (int) (-Math.log(ratio) / Math.log(2)));
        Tensor state = x;
        for (int i = 0; i < steps; i++) {
            double to = i == steps - 1 ? Preconditioning.SIGMA_MIN : from * Math.pow(ratio, (i + 1.0) / steps);
            state = step(state, from * Math.pow(ratio, (double) i / steps), to, y);
        }
        return state;
    }

    private Tensor step(Tensor x, double from, double to, Tensor y) {
        return denoiser ? heun(x, from, to, y) : carried(x, level(x, from), level(x, to), y);
    }

    /** f(x, t, u) of the teacher. */
    private Tensor carried(Tensor x, Tensor t, Tensor u, Tensor y) {
        return Torch.scoped(() -> {
            Tensor inner = inner(Learner.scaledInput(x, t), t, u, y, evaluations++);
            return x.mul(Learner.skip(t, u)).add(inner.mul(Learner.out(t, u)));
        });
    }

    private Tensor level(Tensor x, double sigma) {
        return torch.full(new long[] {x.size(0)}, new Scalar(sigma), Torch.options(ScalarType.Float, learner.device));
    }

    private Tensor heun(Tensor x, double from, double to, Tensor y) {
        return Torch.scoped(() -> {
            Tensor slope = slope(x, from, y);
            Tensor euler = x.add(slope.mul(new Scalar(to - from)));
            if (to <= Preconditioning.SIGMA_MIN) {
                return euler;
            }
            return x.add(slope.add(slope(euler, to, y)).mul(new Scalar((to - from) / 2)));
        });
    }

    /** dx/dσ = (x − D(x; σ))/σ with the teacher's denoiser D = f(x, σ, 0). */
    private Tensor slope(Tensor x, double sigma, Tensor y) {
        Tensor t = level(x, sigma);
        Tensor u = level(x, Preconditioning.SIGMA_MIN);
        Tensor clean = torch.zeros_like(t);
        Tensor scaled = Learner.scaledInput(x, t);
        int turn = evaluations++;
        // D is linear in F, so mixing F mixes D; the second evaluation may overwrite the first, hence the copy.
        Tensor inner = inner(scaled, t, u, y, turn);
        if (y != null && guidance.guidesAt(sigma)) {
            Tensor told = inner.clone();
            Tensor untold = inner(scaled, t, u, torch.full_like(y, new Scalar(Ops.NO_CLASS)), turn);
            inner = untold.lerp(told, new Scalar(guidance.scale()));
        }
        Tensor denoised = x.mul(Learner.skip(t, clean)).add(inner.mul(Learner.out(t, clean)));
        return x.sub(denoised).div(new Scalar(sigma));
    }

    /** F of the teacher, which sees the pictures mirrored one way or another by turns. */
    private Tensor inner(Tensor scaled, Tensor t, Tensor u, Tensor y, int turn) {
        long[][] mirrors = y == null || y.dim() == 4 ? MIRRORS : UPRIGHT;
        long[] mirror = mirrors[turn % mirrors.length];
        Tensor told = y == null || y.dim() < 4 ? y : y.flip(mirror);
        Tensor given = learner.repeatedInner(teacher, "teacher", scaled.flip(mirror), t, u, told);
        return PatchPhases.removed(given, patch).flip(mirror);
    }

    @Override
    public void close() {
        ring.forEach(Bundle::close);
    }
}
