package studio.bcm.train;

import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.torch.DropoutMasks;
import studio.bcm.network.torch.Torch;
import studio.bcm.network.torch.Weights;
import studio.bcm.train.data.PhotoStream;
import studio.bcm.train.data.RestorationSamples;

/**
 * Consistency training with its original losses (Song et al., arXiv 2303.01469, algorithm 3), as an ablation of iCT: squared
 * error without weights, levels drawn evenly from a rho-7 grid that grows (in the paper from 2 to 150), and as target a moving average of
 * the network whose decay follows the grid. The learned metric LPIPS, which needs another network, is not among them.
 */
final class OriginalConsistencyStage implements Stage {
    private static final double FIRST_DECAY = 0.9;

    private final Learner learner;
    private final Weights target;
    private final PhotoStream photos;
    private final Random random;
    private final int batch;
    private final int size;
    private final ConsistencyStage.Levels levels;

    /** @param target average of the weights, which this stage moves */
    OriginalConsistencyStage(Learner learner, Weights target, PhotoStream photos, TrainOptions options, Random random) {
        this.learner = learner;
        this.target = target;
        this.photos = photos;
        this.random = random;
        batch = options.batch();
        size = options.network().resolution();
        levels = options.discretisation().levels();
    }

    /** Points of the grid after a share of the training: N(k). */
    static int points(ConsistencyStage.Levels levels, double progress) {
        double first = (double) levels.first() * levels.first();
        double last = (levels.last() + 1.0) * (levels.last() + 1);
        return (int) Math.ceil(Math.sqrt(Math.clamp(progress, 0, 1) * (last - first) + first) - 1) + 1;
    }

    /** Decay of the target after a share of the training: μ(k). */
    static double decay(ConsistencyStage.Levels levels, double progress) {
        return Math.exp(levels.first() * Math.log(FIRST_DECAY) / points(levels, progress));
    }

    @Override
    public Map<String, Tensor> step(double progress) {
        double[] sigmas = ConsistencyStage.sigmas(points(levels, progress) - 1);
        float[] ts = new float[batch];
        float[] rs = new float[batch];
        for (int n = 0; n < batch; n++) {
            int i = 1 + random.nextInt(sigmas.length - 1);
            ts[n] = (float) sigmas[i];
            rs[n] = (float) sigmas[i - 1];
        }
        Tensor t = learner.onDevice(ts);
        Tensor r = learner.onDevice(rs);
        Tensor zero = torch.full(new long[] {batch}, new Scalar(Preconditioning.SIGMA_MIN), Torch.options(ScalarType.Float, learner.device));
        PhotoStream.Labelled drawn = photos.labelled(batch, size, false);
        Tensor clean = RestorationSamples.scaled(drawn.crops());
        Tensor noise = torch.randn_like(clean);
        Tensor xt = clean.add(noise.mul(t.view(-1, 1, 1, 1)));
        Tensor wanted;
        try (NoGradGuard guard = new NoGradGuard()) {
            wanted = learner.f(target, clean.add(noise.mul(r.view(-1, 1, 1, 1))), r, zero, drawn.labels());
        }
        Learner.Pass pass = learner.pass("there", true, Learner.scaledInput(xt, t), t, zero, drawn.labels(), new DropoutMasks());
        Tensor x0 = xt.mul(Learner.skip(t, zero)).add(pass.inner.mul(Learner.out(t, zero)));
        Tensor loss = x0.sub(wanted).square().mean();
        loss.backward();
        pass.backward();
        return Map.of("original consistency", loss.detach());
    }

    @Override
    public void updated(double progress) {
        try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
            target.flat().lerp_(learner.weights.flat(), new Scalar(1 - decay(levels, progress)));
            target.changed();
        }
    }

    @Override
    public int imagesPerStep() {
        return batch;
    }
}
