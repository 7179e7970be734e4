package studio.bcm.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import studio.bcm.network.Ops;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.torch.DropoutMasks;
import studio.bcm.network.torch.Torch;
import studio.bcm.train.data.PairSource;
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
    private final PairSource restoration;
    private final int noised;
    private final int compressed;
    private final int size;
    private final double classDropout;

    DiffusionStage(Learner learner, PictureSource photos, PairSource restoration, TrainOptions options) {
        this.learner = learner;
        this.photos = photos;
        this.restoration = restoration;
        compressed = (int) Math.round(options.batch() * options.restorationShare());
        noised = options.batch() - compressed;
        size = options.network().resolution();
        classDropout = options.guidance().classDropout();
    }

    @Override
    public Map<String, Tensor> step(double progress) {
        TensorOptions real = Torch.options(ScalarType.Float, learner.device);
        TensorVector inputs = new TensorVector();
        TensorVector levels = new TensorVector();
        TensorVector targets = new TensorVector();
        TensorVector labels = new TensorVector();
        if (noised > 0) {
            PhotoStream.Labelled drawn = photos.labelled(noised, size, false);
            Tensor clean = RestorationSamples.scaled(drawn.crops());
            Tensor t = torch.randn(new long[] {noised}, real).mul(new Scalar(LOG_DEVIATION)).add(new Scalar(LOG_MEAN)).exp()
                    .clamp(new ScalarOptional(new Scalar(1.5f * Preconditioning.SIGMA_MIN)),
                            new ScalarOptional(new Scalar(Preconditioning.SIGMA_MAX)));
            Tensor x = clean.add(torch.randn_like(clean).mul(t.view(-1, 1, 1, 1)));
            inputs.push_back(Learner.scaledInput(x, t));
            levels.push_back(t);
            targets.push_back(Learner.innerTarget(clean, x, t));
            if (drawn.labels() != null) {
                labels.push_back(classDropout == 0 ? drawn.labels()
                        : drawn.labels().masked_fill(torch.rand(new long[] {noised}, real).lt(new Scalar(classDropout)), new Scalar(Ops.NO_CLASS)));
            }
        }
        if (compressed > 0) {
            RestorationSamples.Batch batch = restoration.draw(compressed, size);
            inputs.push_back(Learner.scaledInput(batch.x(), batch.t()));
            levels.push_back(batch.t());
            targets.push_back(Learner.innerTarget(batch.clean(), batch.x(), batch.t()));
            if (batch.y() != null) {
                labels.push_back(batch.y());
            }
        }
        Tensor t = torch.cat(levels, 0);
        Learner.Pass pass = learner.pass("there", true, torch.cat(inputs, 0), t, torch.full_like(t, new Scalar(Preconditioning.SIGMA_MIN)),
                labels.empty() ? null : torch.cat(labels, 0), new DropoutMasks());
        Tensor error = pass.inner.sub(torch.cat(targets, 0)).square().mean(new long[] {1, 2, 3}, false, new ScalarTypeOptional());
        error.mean().backward();
        pass.backward();
        Map<String, Tensor> losses = new LinkedHashMap<>();
        Tensor detached = error.detach();
        if (noised > 0) {
            losses.put("diffusion", detached.narrow(0, 0, noised).mean());
        }
        if (compressed > 0) {
            losses.put(restoration.name(), detached.narrow(0, noised, compressed).mean());
        }
        return losses;
    }

    @Override
    public int imagesPerStep() {
        return noised + compressed;
    }
}
