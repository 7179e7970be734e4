package studio.bcm.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import studio.bcm.network.Ops;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.torch.DropoutMasks;
import studio.bcm.network.torch.Torch;
import studio.bcm.train.data.PhotoStream;
import studio.bcm.train.data.PictureSource;
import studio.bcm.train.data.RestorationSamples;

/**
 * EDM denoising (Karras et al., arXiv 2206.00364) at u = 0.002, with a share of the batch JPEG-aware: there the input is a
 * compressed crop and t its deviation from the clean one. Losses are in units of F, so every noise level weighs the same.
 */
final class DiffusionStage implements Stage {
    private static final double LOG_MEAN = -1.1;
    private static final double LOG_DEVIATION = 1.7;

    private final Learner learner;
    private final PictureSource photos;
    private final RestorationPass restoration;
    private final int noised;
    private final int patch;
    private final int size;
    private final double classDropout;

    DiffusionStage(Learner learner, PictureSource photos, RestorationPass restoration, TrainOptions options) {
        this.learner = learner;
        this.photos = photos;
        this.restoration = restoration;
        noised = options.batch() - restoration.pictures();
        patch = options.network().patch();
        size = options.network().resolution();
        classDropout = options.guidance().classDropout();
    }

    @Override
    public Map<String, Tensor> step(double progress) {
        Map<String, Tensor> losses = new LinkedHashMap<>();
        if (noised > 0) {
            losses.put("diffusion", denoise((double) noised / imagesPerStep()));
        }
        if (restoration.pictures() > 0) {
            losses.put(restoration.name(), restoration.step((double) restoration.pictures() / imagesPerStep()));
        }
        return losses;
    }

    private Tensor denoise(double weight) {
        PhotoStream.Labelled drawn = photos.labelled(noised, size, false);
        Tensor clean = RestorationSamples.scaled(drawn.crops());
        TensorOptions real = Torch.options(ScalarType.Float, learner.device);
        Tensor labels = drawn.labels() == null || classDropout == 0 ? drawn.labels()
                : drawn.labels().masked_fill(torch.rand(new long[] {noised}, real).lt(new Scalar(classDropout)), new Scalar(Ops.NO_CLASS));
        Tensor t = torch.randn(new long[] {noised}, real).mul(new Scalar(LOG_DEVIATION))
                .add(new Scalar(LOG_MEAN)).exp().clamp(new ScalarOptional(new Scalar(1.5f * Preconditioning.SIGMA_MIN)),
                        new ScalarOptional(new Scalar(Preconditioning.SIGMA_MAX)));
        Tensor x = clean.add(torch.randn_like(clean).mul(t.view(-1, 1, 1, 1)));
        Learner.Pass pass = learner.pass("there", true, Learner.scaledInput(x, t), t,
                torch.full_like(t, new Scalar(Preconditioning.SIGMA_MIN)), labels, new DropoutMasks());
        Tensor error = pass.inner.sub(Learner.innerTarget(clean, x, t));
        Tensor squared = error.square().mean();
        squared.add(PatchPhases.penalty(error, patch)).mul(new Scalar(weight)).backward();
        pass.backward();
        return squared.detach();
    }

    @Override
    public int imagesPerStep() {
        return noised + restoration.pictures();
    }
}
