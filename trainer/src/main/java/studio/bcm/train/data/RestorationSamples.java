package studio.bcm.train.data;

import java.util.Random;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.network.torch.Torch;

/**
 * Pairs of JPEG-compressed and clean crops, as a restoring network meets them: qualities 5–98, all chroma samplings, quantisation
 * tables of libjpeg and flatter ones, the 8×8 grid mostly where a file has it and sometimes elsewhere (cropped and saved again), some compressed twice with
 * shifted grids, some scaled after their compression, some with a little noise; some photos grey or grainy before they are
 * compressed.
 */
public final class RestorationSamples implements PairSource {
    /** Sides are compressed with this margin, so that the crop's borders are those of a larger picture. */
    private static final int MARGIN = 16;
    private static final int CHUNKS = 5;
    private static final double TWICE = 0.15;
    private static final double LOW_QUALITY = 50;
    private static final double GREATEST_QUALITY = 98;
    /** Compressed with tables flatter than libjpeg's. */
    private static final double OTHER_TABLES = 0.35;
    private static final double LEAST_STEEP = 0.45;
    /** Chunks whose photos become grey, or grainy as film and dark photos are. */
    private static final double GREY = 0.06;
    private static final double GRAINY = 0.12;
    /** Deviation of the grain, of 255. */
    private static final double GREATEST_GRAIN = 12;
    /** Scaled after the compression, by factors between these; of those a share is compressed once more, finely. */
    private static final double SCALED = 0.25;
    private static final double LEAST_SCALE = 0.45;
    private static final double GREATEST_SCALE = 1.7;
    private static final double COMPRESSED_AGAIN = 0.2;
    private static final double LEAST_LAST_QUALITY = 70;
    private static final double GREATEST_LAST_QUALITY = 97;

    private final PhotoStream photos;
    private final JpegSimulator jpeg;
    private final Random random;
    private final double minQuality;

    /**
     * @param minQuality least JPEG quality, 1…90
     */
    public RestorationSamples(PhotoStream photos, JpegSimulator jpeg, Random random, double minQuality) {
        this.photos = photos;
        this.jpeg = jpeg;
        this.random = random;
        this.minQuality = minQuality;
    }

    /**
     * A batch.
     *
     * @param clean N×3×S×S, −1…1
     * @param x     the same, compressed
     * @param t     root mean square of their difference, jittered by e^±0.25: what the network is given, N values
     * @param y     classes, or null where the pictures have none
     */
    public record Batch(Tensor clean, Tensor x, Tensor t, @Nullable Tensor y) {
    }

    @Override
    public String name() {
        return "restoration";
    }

    /** Least side of a picture that samples of a size can be cut from, in pixels. */
    public static int leastPhoto(int size) {
        return size + MARGIN;
    }

    /** n pairs of size×size; size a multiple of 16. */
    @Override
    public Batch draw(int n, int size) {
        TensorVector cleans = new TensorVector();
        TensorVector inputs = new TensorVector();
        TensorVector labels = new TensorVector();
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            int count = n * (chunk + 1) / CHUNKS - n * chunk / CHUNKS;
            if (count > 0) {
                Tensor[] pair = chunk(count, size);
                cleans.push_back(pair[0]);
                inputs.push_back(pair[1]);
                if (pair[2] != null) {
                    labels.push_back(pair[2]);
                }
            }
        }
        Tensor clean = scaled(torch.cat(cleans, 0));
        Tensor x = scaled(torch.cat(inputs, 0));
        TensorOptions real = Torch.options(ScalarType.Float, clean.device());
        Tensor error = x.sub(clean).square().mean(new long[] {1, 2, 3}, false, new ScalarTypeOptional());
        Tensor noisy = torch.rand(new long[] {n}, real).lt(new Scalar(0.25f)).to(ScalarType.Float);
        Tensor noise = torch.rand(new long[] {n}, real).mul(new Scalar(0.06f)).mul(noisy);
        x = x.add(torch.randn_like(x).mul(noise.view(n, 1, 1, 1)));
        Tensor jitter = torch.randn(new long[] {n}, real).mul(new Scalar(0.25f)).exp();
        Tensor t = error.add(noise.square()).sqrt().mul(jitter).clamp(new ScalarOptional(new Scalar(0.004f)),
                new ScalarOptional(new Scalar(1f)));
        return new Batch(clean, x, t, labels.empty() ? null : torch.cat(labels, 0));
    }

    private Tensor[] chunk(int n, int size) {
        if (random.nextDouble() < SCALED) {
            double scale = LEAST_SCALE * Math.pow(GREATEST_SCALE / LEAST_SCALE, random.nextDouble());
            int source = ((int) Math.ceil(size / scale) + 2 * MARGIN - 1) / MARGIN * MARGIN;
            if (photos.holds(source)) {
                return scaledChunk(n, size, scale, source);
            }
        }
        boolean twice = random.nextDouble() < TWICE && photos.holds(size + 2 * MARGIN);
        PhotoStream.Labelled drawn = photos.labelled(n, size + (twice ? 2 : 1) * MARGIN, true);
        Tensor clean = varied(drawn.crops());
        Tensor input = clean;
        if (twice) {
            input = compressed(input);
            int top = random.nextInt(MARGIN);
            int left = random.nextInt(MARGIN);
            clean = window(clean, top, left, size + MARGIN);
            input = window(input, top, left, size + MARGIN);
        }
        input = compressed(input);
        boolean aligned = random.nextDouble() < 0.8;
        int top = aligned ? MARGIN * random.nextInt(2) : random.nextInt(MARGIN + 1);
        int left = aligned ? MARGIN * random.nextInt(2) : random.nextInt(MARGIN + 1);
        return new Tensor[] {window(clean, top, left, size), window(input, top, left, size), drawn.labels()};
    }

    private Tensor[] scaledChunk(int n, int size, double scale, int source) {
        PhotoStream.Labelled drawn = photos.labelled(n, source, true);
        Tensor photo = varied(drawn.crops());
        Tensor input = compressed(photo);
        Resampler.Kernel[] kernels = Resampler.Kernel.values();
        Resampler.Kernel kernel = kernels[random.nextInt(kernels.length)];
        boolean antialias = random.nextDouble() < 0.8;
        double offset = random.nextDouble() * (source - Math.ceil(size / scale));
        input = bytes(Resampler.resample(input, size, scale, offset, kernel, antialias));
        Tensor clean = bytes(Resampler.resample(photo, size, scale, offset, kernel, antialias));
        if (random.nextDouble() < COMPRESSED_AGAIN) {
            Tensor fine = uniform(n, LEAST_LAST_QUALITY, GREATEST_LAST_QUALITY, input);
            input = jpeg.compress(input, fine, sampling());
        }
        return new Tensor[] {clean, input, drawn.labels()};
    }

    /** Compressed as a chunk is: one sampling, a quality and a table for each picture. */
    private Tensor compressed(Tensor x) {
        int n = Math.toIntExact(x.size(0));
        Tensor steep = random.nextDouble() < OTHER_TABLES ? uniform(n, LEAST_STEEP, 1, x) : null;
        return jpeg.compress(x, quality(n, x), steep, sampling());
    }

    private Tensor varied(Tensor photos) {
        double draw = random.nextDouble();
        if (draw < GREY) {
            return bytes(photos.mean(new long[] {1}, true, new ScalarTypeOptional()).expand(Torch.sizes(photos)));
        }
        return draw < GREY + GRAINY ? grainy(photos) : photos;
    }

    /** Grain of one deviation a picture, for all colours alike or each apart, in photos down to a quarter of their light. */
    private Tensor grainy(Tensor photos) {
        long[] sizes = Torch.sizes(photos);
        int n = Math.toIntExact(sizes[0]);
        boolean alike = random.nextBoolean();
        TensorOptions real = Torch.options(ScalarType.Float, photos.device());
        Tensor noise = torch.randn(new long[] {n, alike ? 1 : sizes[1], sizes[2], sizes[3]}, real);
        Tensor light = random.nextBoolean() ? uniform(n, 0.25, 1, photos).view(-1, 1, 1, 1) : torch.ones(new long[] {n, 1, 1, 1}, real);
        return bytes(photos.mul(light).add(noise.mul(uniform(n, 0, GREATEST_GRAIN, photos).view(-1, 1, 1, 1))));
    }

    private static Tensor uniform(int n, double least, double greatest, Tensor like) {
        return torch.rand(new long[] {n}, Torch.options(ScalarType.Float, like.device())).mul(new Scalar(greatest - least)).add(new Scalar(least));
    }

    private static Tensor bytes(Tensor x) {
        return x.round().clamp(new ScalarOptional(new Scalar(0f)), new ScalarOptional(new Scalar(255f)));
    }

    private ChromaSampling sampling() {
        double draw = random.nextDouble();
        return draw < 0.65 ? ChromaSampling.S420 : draw < 0.88 ? ChromaSampling.S444
                : draw < 0.97 ? ChromaSampling.S422 : ChromaSampling.S440;
    }

    /** Half of them low, half over the whole range. */
    private Tensor quality(int n, Tensor like) {
        TensorOptions real = Torch.options(ScalarType.Float, like.device());
        Tensor low = torch.rand(new long[] {n}, real).lt(new Scalar(0.5f));
        Tensor span = low.to(ScalarType.Float).mul(new Scalar(LOW_QUALITY - GREATEST_QUALITY)).add(new Scalar(GREATEST_QUALITY - minQuality));
        return torch.rand(new long[] {n}, real).mul(span).add(new Scalar(minQuality));
    }

    private static Tensor window(Tensor x, int top, int left, int size) {
        return x.narrow(2, top, size).narrow(3, left, size);
    }

    /** 0…255 to −1…1. */
    public static Tensor scaled(Tensor bytes) {
        return bytes.mul(new Scalar(1 / 127.5)).sub(new Scalar(1f));
    }
}
