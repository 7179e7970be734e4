package studio.bcm.train.data;

import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.model.CoarseLevel;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.torch.Torch;

/**
 * Detail levels of crops and the coarser levels that belong to them, as an enlarging network meets them: halved by the mean of 2×2
 * pixels or by programs' kernels, in integers, some compressed as JPEG, some with noise, then doubled by bicubic interpolation.
 */
public final class DetailSamples implements PictureSource, PairSource {
    /** Greatest deviation of the noise in coarser levels, on −1…1. */
    static final double MOST_NOISE = 0.06;

    /** Pixels around a crop that are halved and doubled with it, so that its borders are those of a larger picture. */
    static final int MARGIN = 16;

    private static final List<ChromaSampling> SAMPLINGS =
            List.of(ChromaSampling.S444, ChromaSampling.S422, ChromaSampling.S440, ChromaSampling.S420);
    private static final int CHUNKS = 4;
    private static final double BY_MEAN = 0.45;
    private static final double BY_BICUBIC = 0.4;
    private static final double COMPRESSED = 0.25;
    private static final double LEAST_QUALITY = 20;
    private static final double GREATEST_QUALITY = 97;
    private static final double NOISY = 0.25;
    /** Of the noise that is given, a natural logarithm: it is never known exactly. */
    private static final double TOLD_DEVIATION = 0.2;

    /** Factor of the detail: with it, it deviates about as pictures do. */
    public static final float SCALE = 5;

    private final PhotoStream photos;
    private final JpegSimulator jpeg;
    private final Random random;

    public DetailSamples(PhotoStream photos, JpegSimulator jpeg, Random random) {
        this.photos = photos;
        this.jpeg = jpeg;
        this.random = random;
    }

    /** The side that photos must have for crops of a size. */
    public static int side(int size) {
        return size + 2 * MARGIN;
    }

    /**
     * {@inheritDoc}
     *
     * @return detail around the middle of 0…255, as if it were a picture, with the coarser levels' planes (see {@link CoarseLevel})
     */
    @Override
    public PhotoStream.Labelled labelled(int n, int size, boolean turn) {
        Level drawn = draw(n, size, turn);
        return new PhotoStream.Labelled(drawn.detail().add(new Scalar(1f)).mul(new Scalar(127.5f)), drawn.coarse());
    }

    @Override
    public Tensor labels(int n, int size) {
        return draw(n, size, true).coarse();
    }

    /**
     * The question for the mean of what the detail may be: nothing at the greatest level. Noise would be drawn there, from which no
     * answer depends less on chance than from its mean.
     */
    @Override
    public RestorationSamples.Batch draw(int n, int size) {
        Level drawn = draw(n, size, true);
        TensorOptions real = Torch.options(ScalarType.Float, drawn.detail().device());
        return new RestorationSamples.Batch(drawn.detail(), torch.zeros_like(drawn.detail()),
                torch.full(new long[] {n}, new Scalar(Preconditioning.SIGMA_MAX), real), drawn.coarse());
    }

    @Override
    public String name() {
        return "mean";
    }

    /**
     * A batch of detail levels.
     *
     * @param detail n×3×size×size, what is finer than the coarser level, times {@link #SCALE}
     * @param coarse n×{@value CoarseLevel#CHANNELS}×size×size
     */
    public record Level(Tensor detail, Tensor coarse) {
    }

    /**
     * The detail levels of crops without compression or noise.
     *
     * @param crops  n×3×S×S, 0…255; S a multiple of 4
     * @param byMean whether they are halved by the mean of 2×2 pixels, or by bicubic interpolation
     * @return levels of their middles, S − 2·{@value #MARGIN} pixels wide
     */
    public static Level level(Tensor crops, boolean byMean) {
        Tensor small = RestorationSamples.scaled(halved(crops, byMean ? Resampler.Kernel.BOX : Resampler.Kernel.CATMULL_ROM));
        return level(crops, small, torch.zeros(new long[] {crops.size(0)}, Torch.options(ScalarType.Float, crops.device())));
    }

    /** In integers, 0…255. */
    private static Tensor halved(Tensor crops, Resampler.Kernel kernel) {
        return Resampler.resample(crops, Math.toIntExact(crops.size(2)) / 2, 0.5, 0, kernel, true).round()
                .clamp(new ScalarOptional(new Scalar(0f)), new ScalarOptional(new Scalar(255f)));
    }

    private static Level level(Tensor crops, Tensor small, Tensor noise) {
        int side = Math.toIntExact(crops.size(2));
        int size = side - 2 * MARGIN;
        Tensor doubled = window(Resampler.resample(small, side, 2, 0, Resampler.Kernel.CATMULL_ROM, false), size);
        Tensor detail = RestorationSamples.scaled(window(crops, size)).sub(doubled).mul(new Scalar(SCALE));
        Tensor plane = noise.div(new Scalar(CoarseLevel.NOISE_UNIT)).view(-1, 1, 1, 1).expand(crops.size(0), 1, size, size);
        return new Level(detail, torch.cat(new TensorVector(doubled, plane), 1));
    }

    private Level draw(int n, int size, boolean turn) {
        TensorVector details = new TensorVector();
        TensorVector coarses = new TensorVector();
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            int count = n * (chunk + 1) / CHUNKS - n * chunk / CHUNKS;
            if (count > 0) {
                Level drawn = chunk(photos.crops(count, side(size), turn));
                details.push_back(drawn.detail());
                coarses.push_back(drawn.coarse());
            }
        }
        return new Level(torch.cat(details, 0), torch.cat(coarses, 0));
    }

    private Level chunk(Tensor crops) {
        int n = Math.toIntExact(crops.size(0));
        TensorOptions real = Torch.options(ScalarType.Float, crops.device());
        Tensor small = halved(crops, kernel());
        Tensor variance = torch.zeros(new long[] {n}, real);
        if (random.nextDouble() < COMPRESSED && small.size(2) % MARGIN == 0) {
            Tensor quality = torch.rand(new long[] {n}, real).mul(new Scalar(GREATEST_QUALITY - LEAST_QUALITY)).add(new Scalar(LEAST_QUALITY));
            Tensor compressed = jpeg.compress(small, quality, SAMPLINGS.get(random.nextInt(SAMPLINGS.size())));
            variance = RestorationSamples.scaled(compressed).sub(RestorationSamples.scaled(small)).square()
                    .mean(new long[] {1, 2, 3}, false, new ScalarTypeOptional());
            small = compressed;
        }
        small = RestorationSamples.scaled(small);
        Tensor noise = torch.rand(new long[] {n}, real).mul(new Scalar(MOST_NOISE))
                .mul(torch.rand(new long[] {n}, real).lt(new Scalar(NOISY)).to(ScalarType.Float));
        small = small.add(torch.randn_like(small).mul(noise.view(n, 1, 1, 1)));
        Tensor told = variance.add(noise.square()).sqrt().mul(torch.randn(new long[] {n}, real).mul(new Scalar(TOLD_DEVIATION)).exp());
        return level(crops, small, told);
    }

    private Resampler.Kernel kernel() {
        double draw = random.nextDouble();
        Resampler.Kernel[] all = Resampler.Kernel.values();
        return draw < BY_MEAN ? Resampler.Kernel.BOX : draw < BY_MEAN + BY_BICUBIC ? Resampler.Kernel.CATMULL_ROM : all[random.nextInt(all.length)];
    }

    private static Tensor window(Tensor x, int size) {
        return x.narrow(2, MARGIN, size).narrow(3, MARGIN, size);
    }
}
