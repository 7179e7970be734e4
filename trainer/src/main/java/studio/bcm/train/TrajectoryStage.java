package studio.bcm.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import studio.bcm.data.PhotoStream;
import studio.bcm.data.RestorationSamples;
import studio.bcm.network.DropoutMasks;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.Torch;
import studio.bcm.network.Weights;

/**
 * Regression of f(x_i, σ_i, σ_j) on x_j for pairs of states of a teacher's trajectories, in both directions, pseudo-Huber
 * in units of F. A share of the batch stays JPEG-aware, so that restoration is not forgotten.
 */
final class TrajectoryStage implements Stage {
    private static final int BUNDLES = 8;
    private static final double HUBER = 0.03;

    private final Learner learner;
    private final RestorationSamples restoration;
    private final Trajectories trajectories;
    private final Random random;
    private final int pairs;
    private final int compressed;
    private final int size;
    private final int refreshEvery;
    private int steps;

    TrajectoryStage(Learner learner, Weights teacher, boolean denoiser, PhotoStream photos, RestorationSamples restoration,
                    TrainOptions options, Random random) {
        this.learner = learner;
        this.restoration = restoration;
        this.random = random;
        compressed = (int) Math.round(options.batch() * options.restorationShare());
        pairs = options.batch() - compressed;
        size = options.network().resolution();
        trajectories = new Trajectories(learner, teacher, denoiser, photos, options.batch(), size, BUNDLES, random);
        // As many pairs are learnt from a bundle as it has states, one and a half times.
        refreshEvery = Math.max(1, 24 * options.batch() / Math.max(1, pairs));
    }

    @Override
    public Map<String, Tensor> step(double progress) {
        if (++steps % refreshEvery == 0) {
            trajectories.refresh();
        }
        Trajectories.Bundle bundle = trajectories.draw();
        int levels = bundle.sigmas().length;
        float[] from = new float[pairs];
        float[] to = new float[pairs];
        float[] index = new float[2 * pairs];
        for (int n = 0; n < pairs; n++) {
            int i = random.nextInt(levels);
            int j = random.nextInt(levels);
            double kind = random.nextDouble();
            if (kind < 0.3) {
                // What inversion and generation ask for most: from the end where a trajectory began, half of them to the other end.
                i = bundle.start();
                j = random.nextBoolean() ? (bundle.upwards() ? levels - 1 : 0) : j;
            } else if (kind < 0.5) {
                i = levels - 1;
                j = random.nextBoolean() ? 0 : j;
            }
            if (i == j) {
                j = (j + 1 + random.nextInt(levels - 1)) % levels;
            }
            from[n] = bundle.sigmas()[i];
            to[n] = bundle.sigmas()[j];
            int picture = random.nextInt(trajectories.pictures());
            index[n] = i * trajectories.pictures() + picture;
            index[pairs + n] = j * trajectories.pictures() + picture;
        }
        Map<String, Tensor> losses = new LinkedHashMap<>();
        TensorVector inputs = new TensorVector();
        TensorVector ts = new TensorVector();
        TensorVector us = new TensorVector();
        TensorVector targets = new TensorVector();
        TensorOptions real = Torch.options(ScalarType.Float, learner.device);
        if (pairs > 0) {
            Tensor t = Torch.tensor(from, pairs).to(learner.device, ScalarType.Float);
            Tensor u = Torch.tensor(to, pairs).to(learner.device, ScalarType.Float);
            Tensor rows = Torch.tensor(index, 2, pairs).to(learner.device, ScalarType.Long);
            Tensor states = bundle.states().view(-1, 3, size, size);
            Tensor input = states.index_select(0, rows.select(0, 0)).to(ScalarType.Float);
            Tensor end = states.index_select(0, rows.select(0, 1)).to(ScalarType.Float);
            Tensor normT = norm(t);
            Tensor target = end.mul(norm(u)).sub(input.mul(normT).mul(Learner.skip(t, u))).div(Learner.out(t, u));
            inputs.push_back(input);
            ts.push_back(t);
            us.push_back(u);
            targets.push_back(target);
        }
        if (compressed > 0) {
            RestorationSamples.Batch batch = restoration.draw(compressed, size);
            inputs.push_back(Learner.scaledInput(batch.x(), batch.t()));
            ts.push_back(batch.t());
            us.push_back(torch.full(new long[] {compressed}, new Scalar(Preconditioning.SIGMA_MIN), real));
            targets.push_back(Learner.innerTarget(batch.clean(), batch.x(), batch.t()));
        }
        Learner.Pass pass = learner.pass(torch.cat(inputs, 0), torch.cat(ts, 0), torch.cat(us, 0),
                new DropoutMasks());
        Tensor error = pass.inner.sub(torch.cat(targets, 0)).square().mean(new long[] {1, 2, 3}, false, new ScalarTypeOptional());
        Tensor total = null;
        if (pairs > 0) {
            Tensor huber = error.narrow(0, 0, pairs).add(new Scalar(HUBER * HUBER)).sqrt().sub(new Scalar(HUBER)).mean();
            losses.put("trajectory", huber.detach());
            total = huber;
        }
        if (compressed > 0) {
            Tensor squared = error.narrow(0, pairs, compressed).mean();
            losses.put("restoration", squared.detach());
            total = total == null ? squared : total.add(squared);
        }
        total.backward();
        pass.backward(true);
        return losses;
    }

    private static Tensor norm(Tensor sigma) {
        return sigma.square().add(new Scalar(Preconditioning.SIGMA_DATA * Preconditioning.SIGMA_DATA)).sqrt().view(-1, 1, 1, 1);
    }

    @Override
    public int imagesPerStep() {
        return pairs + compressed;
    }

    @Override
    public void close() {
        trajectories.close();
    }
}
