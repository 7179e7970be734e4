package studio.bcm.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import studio.bcm.UserException;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.torch.DropoutMasks;
import studio.bcm.network.torch.Torch;
import studio.bcm.train.data.PhotoStream;
import studio.bcm.train.data.RestorationSamples;

/**
 * Bidirectional consistency training (Li &amp; He, arXiv 2403.18035, algorithm 1): f(x+tz, t, 0) against the stop-gradient
 * f(x+rz, r, 0) at the next lower level r of the iCT discretisation (Song &amp; Dhariwal, arXiv 2310.14189), plus the soft
 * trajectory term: f(f(x+tz, t, u), u, 0) against the same target, the outer call being frozen and passing gradients
 * through to its input. Without that term it is iCT. Instead of the discretisation r may follow ECT's continuous schedule
 * (Geng et al., arXiv 2406.14548, section 3.2), which draws r closer to t as training goes on.
 */
final class ConsistencyStage implements Stage {
    private static final double LOG_MEAN = -1.1;
    private static final double LOG_DEVIATION = 2.0;
    private static final int RHO = 7;

    private final Learner learner;
    private final PhotoStream photos;
    private final Random random;
    private final boolean bidirectional;
    private final boolean continuous;
    private final int batch;
    private final int size;
    private final double huber;
    private final Levels levels;

    ConsistencyStage(Learner learner, PhotoStream photos, TrainOptions options, Random random, boolean bidirectional) {
        this.learner = learner;
        this.photos = photos;
        this.random = random;
        this.bidirectional = bidirectional;
        continuous = options.discretisation().schedule() == Schedule.ECT;
        batch = options.batch();
        levels = options.discretisation().levels();
        size = options.network().resolution();
        huber = 0.00054 * Math.sqrt(3.0 * size * size);
    }

    /**
     * How many levels the iCT discretisation has: doubling from the first to the last as training goes on.
     *
     * @param first 10 in the paper; 320 where a consistency model is tuned
     * @param last  1280 in the paper
     */
    record Levels(int first, int last) {
        static final Levels PUBLISHED = new Levels(10, 1280);

        /** @throws UserException if there are too few levels, or fewer at the end than at the beginning */
        Levels {
            if (first < 2 || last < first || last > 1 << 20) {
                throw new UserException("The levels of the discretisation grow from at least 2 to more; " + first + " to " + last + " is not such.");
            }
        }

        /** After a share of the training. */
        int after(double progress) {
            int doublings = (int) Math.floor(Math.log((double) last / first) / Math.log(2));
            int done = Math.min(doublings, (int) Math.floor(progress * (doublings + 1)));
            return Math.min(last, first << done);
        }
    }

    /** Ascending sigmas of the rho-7 discretisation. */
    static double[] sigmas(int levels) {
        double[] sigmas = new double[levels + 1];
        double low = Math.pow(Preconditioning.SIGMA_MIN, 1.0 / RHO);
        double high = Math.pow(Preconditioning.SIGMA_MAX, 1.0 / RHO);
        for (int i = 0; i <= levels; i++) {
            sigmas[i] = Math.pow(low + (double) i / levels * (high - low), RHO);
        }
        return sigmas;
    }

    /** Index 1…levels of t, drawn with the probability that ln t ~ N(−1.1, 2²) falls between the level's neighbours. */
    static int drawLevel(double[] sigmas, Random random) {
        while (true) {
            double t = Math.exp(LOG_MEAN + LOG_DEVIATION * random.nextGaussian());
            if (t > sigmas[0] && t <= sigmas[sigmas.length - 1]) {
                int i = 1;
                while (sigmas[i] < t) {
                    i++;
                }
                return i;
            }
        }
    }

    /** How the lower level r is found for a level t. */
    enum Schedule {
        /** The next lower level of a rho-7 grid whose levels double from 10 to 1280. */
        ICT,
        /** {@link #lowerLevel}. */
        ECT
    }

    /** ECT: r/t = 1 − (1 + 8/(1 + e^t))/2^a with a from 1 to 8 as training goes on; never below the least level. */
    static double lowerLevel(double t, double progress) {
        int a = 1 + Math.min(7, (int) Math.floor(8 * progress));
        double ratio = 1 - (1 + 8 / (1 + Math.exp(t))) / (1 << a);
        return Math.max(Preconditioning.SIGMA_MIN, t * ratio);
    }

    private double drawContinuous() {
        return Math.clamp(Math.exp(LOG_MEAN + LOG_DEVIATION * random.nextGaussian()), 1.5 * Preconditioning.SIGMA_MIN,
                (double) Preconditioning.SIGMA_MAX);
    }

    @Override
    public Map<String, Tensor> step(double progress) {
        double[] sigmas = sigmas(levels.after(progress));
        float[] ts = new float[batch];
        float[] rs = new float[batch];
        float[] us = new float[batch];
        float[] nearWeight = new float[batch];
        float[] farWeight = new float[batch];
        for (int n = 0; n < batch; n++) {
            if (continuous) {
                double t = drawContinuous();
                ts[n] = (float) t;
                rs[n] = (float) lowerLevel(t, progress);
                us[n] = (float) drawContinuous();
                nearWeight[n] = 1 / (ts[n] - rs[n]);
                farWeight[n] = weight(ts[n], us[n]);
                continue;
            }
            int i = drawLevel(sigmas, random);
            int j = drawLevel(sigmas, random);
            if (j == i) {
                j = i == 1 ? Math.min(2, sigmas.length - 1) : i - 1;
            }
            ts[n] = (float) sigmas[i];
            rs[n] = (float) sigmas[i - 1];
            us[n] = (float) sigmas[j];
            nearWeight[n] = 1 / (ts[n] - rs[n]);
            farWeight[n] = weight(ts[n], us[n]);
        }
        TensorOptions real = Torch.options(ScalarType.Float, learner.device);
        Tensor t = learner.onDevice(ts);
        Tensor r = learner.onDevice(rs);
        Tensor zero = torch.full(new long[] {batch}, new Scalar(Preconditioning.SIGMA_MIN), real);
        PhotoStream.Labelled drawn = photos.labelled(batch, size, false);
        Tensor y = drawn.labels();
        Tensor clean = RestorationSamples.scaled(drawn.crops());
        Tensor noise = torch.randn_like(clean);
        Tensor xt = clean.add(noise.mul(t.view(-1, 1, 1, 1)));
        DropoutMasks masks = new DropoutMasks();
        Map<String, Tensor> losses = new LinkedHashMap<>();
        // Each pass in a scope of its own: the memory of its tape is free for the next.
        Tensor target = Torch.scoped(() -> {
            try (NoGradGuard guard = new NoGradGuard()) {
                Tensor xr = clean.add(noise.mul(r.view(-1, 1, 1, 1)));
                Learner.Pass teacher = learner.eagerPass(false, Learner.scaledInput(xr, r), r, zero, y, masks);
                return xr.mul(Learner.skip(r, zero)).add(teacher.inner.mul(Learner.out(r, zero))).detach();
            }
        });
        Tensor scaled = Learner.scaledInput(xt, t);
        losses.put("consistency", Torch.scoped(() -> {
            masks.rewind();
            Learner.Pass near = learner.pass("there", true, scaled, t, zero, y, masks);
            Tensor x0 = xt.mul(Learner.skip(t, zero)).add(near.inner.mul(Learner.out(t, zero)));
            Tensor loss = huber(x0, target, learner.onDevice(nearWeight));
            loss.backward();
            near.backward();
            return loss.detach();
        }));
        if (bidirectional) {
            losses.put("soft trajectory", Torch.scoped(() -> {
                masks.rewind();
                Tensor u = learner.onDevice(us);
                Learner.Pass first = learner.pass("there", true, scaled, t, u, y, masks);
                masks.rewind();
                Learner.RoundTrip trip = learner.new RoundTrip(first.inner, xt, t, u, y, masks, false);
                Tensor loss = huber(trip.end, target, learner.onDevice(farWeight));
                loss.backward();
                trip.passBack();
                first.backward();
                return loss.detach();
            }));
        }
        return losses;
    }

    /** 1/|t − u|; bounded, since two levels can fall together. */
    private static float weight(float t, float u) {
        return 1 / Math.max(1e-4f, Math.abs(t - u));
    }

    private Tensor huber(Tensor a, Tensor b, Tensor weight) {
        Tensor squared = a.sub(b).square().sum(new long[] {1, 2, 3}, false, new ScalarTypeOptional());
        return squared.add(new Scalar(huber * huber)).sqrt().sub(new Scalar(huber)).mul(weight).mean();
    }

    @Override
    public int imagesPerStep() {
        return batch;
    }
}
