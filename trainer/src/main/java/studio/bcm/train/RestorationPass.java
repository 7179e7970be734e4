package studio.bcm.train;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.torch.DropoutMasks;
import studio.bcm.train.data.PairSource;
import studio.bcm.train.data.RestorationSamples;

/**
 * The JPEG-aware share of a step: compressed pictures are carried to u = 0.002, t being their deviation from the clean ones, by a pass
 * of their own, since they may be larger than the rest of the batch.
 */
final class RestorationPass {
    private final Learner learner;
    private final PairSource samples;
    private final int patch;
    private final int size;
    private final int pictures;
    private final int count;

    RestorationPass(Learner learner, PairSource samples, TrainOptions options) {
        this.learner = learner;
        this.samples = samples;
        patch = options.network().patch();
        size = options.mixture().restorationSize();
        pictures = options.restorationPictures();
        double area = Math.pow((double) options.network().resolution() / size, 2);
        count = pictures == 0 ? 0 : Math.max(1, (int) Math.round(pictures * area));
    }

    /** Of the loss. */
    String name() {
        return samples.name();
    }

    /** How many pictures of the network's resolution the samples stand for; 0 for none. */
    int pictures() {
        return pictures;
    }

    /**
     * Adds the gradient of the samples' mean square in units of F.
     *
     * @param weight of it in the loss
     * @return the mean square
     */
    Tensor step(double weight) {
        RestorationSamples.Batch batch = samples.draw(count, size);
        Tensor clean = torch.full_like(batch.t(), new Scalar(Preconditioning.SIGMA_MIN));
        Learner.Pass pass = learner.pass("restoration", true, Learner.scaledInput(batch.x(), batch.t()), batch.t(), clean, batch.y(),
                new DropoutMasks());
        Tensor error = pass.inner.sub(Learner.innerTarget(batch.clean(), batch.x(), batch.t()));
        Tensor squared = error.square().mean();
        squared.add(PatchPhases.penalty(error, patch)).mul(new Scalar(weight)).backward();
        pass.backward();
        return squared.detach();
    }
}
