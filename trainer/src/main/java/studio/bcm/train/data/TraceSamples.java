package studio.bcm.train.data;

import java.util.Random;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.network.torch.Torch;

/**
 * Pictures that went through a JPEG compression or did not, mostly scaled afterwards, with how far the compression took them from
 * what they would be without. Both kinds are grainy, blurred, soft in colour, sharpened and scaled equally often, so that only
 * the compression tells them apart.
 */
public final class TraceSamples {
    private static final int CHUNKS = 6;
    private static final int BLOCK = 16;
    private static final double LEAST_SCALE = 0.42;
    private static final double GREATEST_SCALE = 1.8;
    private static final double AS_IT_IS = 0.12;
    private static final double COMPRESSED = 0.55;
    private static final double LEAST_QUALITY = 8;
    private static final double GREATEST_QUALITY = 93;
    /** Of the scaled ones, with a grid where a file has it: what shows of an earlier compression is asked for. */
    private static final double COMPRESSED_AGAIN = 0.15;
    private static final double LEAST_LAST_QUALITY = 70;
    private static final double GREATEST_LAST_QUALITY = 97;

    private final PhotoStream photos;
    private final JpegSimulator jpeg;
    private final Random random;
    private final TensorOptions real;

    /**
     * @param photos that were never compressed, some of at least 416 pixels a side
     */
    public TraceSamples(PhotoStream photos, JpegSimulator jpeg, Random random, Device device) {
        this.photos = photos;
        this.jpeg = jpeg;
        this.random = random;
        real = Torch.options(ScalarType.Float, device);
    }

    /**
     * A batch.
     *
     * @param x          N×3×S×S, −1…1, of 8 bits
     * @param compressed 1 for those that were compressed, else 0, N values
     * @param deviation  root mean square of what the compression did to a picture, in units of the −1…1 range, N values
     */
    public record Batch(Tensor x, Tensor compressed, Tensor deviation) {
    }

    /** n pictures of size×size. */
    public Batch draw(int n, int size) {
        TensorVector pictures = new TensorVector();
        TensorVector flags = new TensorVector();
        TensorVector deviations = new TensorVector();
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            int count = n * (chunk + 1) / CHUNKS - n * chunk / CHUNKS;
            if (count > 0) {
                Tensor[] drawn = chunk(count, size);
                pictures.push_back(drawn[0]);
                flags.push_back(drawn[1]);
                deviations.push_back(drawn[2]);
            }
        }
        return new Batch(torch.cat(pictures, 0), torch.cat(flags, 0), torch.cat(deviations, 0));
    }

    private Tensor[] chunk(int n, int size) {
        double scale = random.nextDouble() < AS_IT_IS ? 1
                : LEAST_SCALE * Math.pow(GREATEST_SCALE / LEAST_SCALE, random.nextDouble());
        int needed = (int) Math.ceil(size / scale);
        int source = (needed + 2 * BLOCK - 1) / BLOCK * BLOCK;
        Tensor clean = aged(photos.crops(n, source, true));
        Tensor flag = torch.rand(new long[] {n}, real).lt(new Scalar(COMPRESSED)).to(ScalarType.Float);
        Tensor input = jpeg.compress(clean, quality(n), sampling());
        if (random.nextDouble() < 0.1) {
            input = jpeg.compress(input, quality(n), sampling());
        }
        input = clean.add(input.sub(clean).mul(flag.view(-1, 1, 1, 1)));
        if (scale == 1) {
            int top = random.nextInt(source - size + 1);
            int left = random.nextInt(source - size + 1);
            input = input.narrow(2, top, size).narrow(3, left, size);
            clean = clean.narrow(2, top, size).narrow(3, left, size);
        } else {
            Resampler.Kernel[] kernels = Resampler.Kernel.values();
            Resampler.Kernel kernel = kernels[random.nextInt(kernels.length)];
            boolean antialias = random.nextDouble() < 0.8;
            double offset = random.nextDouble() * (source - needed);
            input = Resampler.resample(input, size, scale, offset, kernel, antialias);
            clean = Resampler.resample(clean, size, scale, offset, kernel, antialias);
        }
        if (random.nextDouble() < 0.2) {
            float amount = 0.2f + random.nextFloat();
            input = sharpened(input, amount);
            clean = sharpened(clean, amount);
        }
        if (scale != 1 && random.nextDouble() < COMPRESSED_AGAIN) {
            Tensor fine = torch.rand(new long[] {n}, real).mul(new Scalar(GREATEST_LAST_QUALITY - LEAST_LAST_QUALITY)).add(new Scalar(LEAST_LAST_QUALITY));
            input = jpeg.compress(bytes(input), fine, sampling());
        }
        Tensor deviation = input.sub(clean).square().mean(new long[] {1, 2, 3}, false, new ScalarTypeOptional()).sqrt().div(new Scalar(127.5));
        if (random.nextDouble() < 0.2) {
            input = input.add(noise(input, 5));
        }
        return new Tensor[] {RestorationSamples.scaled(bytes(input)), flag, deviation};
    }

    /** Grain, soft colours and blur, as cameras and editors leave them. */
    private Tensor aged(Tensor x) {
        Tensor aged = x;
        if (random.nextDouble() < 0.15) {
            aged = blurred(aged, 0.4 + 0.8 * random.nextDouble());
        }
        if (random.nextDouble() < 0.3) {
            Tensor luma = aged.mean(new long[] {1}, true, new ScalarTypeOptional());
            aged = luma.add(blurred(aged.sub(luma), 0.6 + 1.6 * random.nextDouble()));
        }
        if (random.nextDouble() < 0.3) {
            Tensor grain = noise(aged, 10);
            aged = aged.add(random.nextBoolean() ? grain : blurred(grain, 0.4 + 0.6 * random.nextDouble()));
        }
        return bytes(aged);
    }

    private Tensor noise(Tensor like, double most) {
        Tensor level = torch.rand(new long[] {like.size(0), 1, 1, 1}, real).square().mul(new Scalar(most));
        return torch.randn_like(like).mul(level);
    }

    private Tensor sharpened(Tensor x, float amount) {
        return x.add(x.sub(blurred(x, 1)).mul(new Scalar(amount)));
    }

    /** By a Gaussian, as a product with a matrix for each direction. */
    private Tensor blurred(Tensor x, double sigma) {
        Tensor along = torch.arange(new Scalar(x.size(2)), real);
        Tensor distance = along.view(-1, 1).sub(along.view(1, -1));
        Tensor weights = distance.square().mul(new Scalar(-0.5 / (sigma * sigma))).exp();
        weights = weights.div(weights.sum(new long[] {1}, true, new ScalarTypeOptional()));
        return weights.matmul(x).matmul(weights.transpose(0, 1));
    }

    private static Tensor bytes(Tensor x) {
        return x.round().clamp(new ScalarOptional(new Scalar(0f)), new ScalarOptional(new Scalar(255f)));
    }

    private ChromaSampling sampling() {
        double draw = random.nextDouble();
        return draw < 0.7 ? ChromaSampling.S420 : draw < 0.9 ? ChromaSampling.S444 : ChromaSampling.S422;
    }

    private Tensor quality(int n) {
        return torch.rand(new long[] {n}, real).mul(new Scalar(GREATEST_QUALITY - LEAST_QUALITY)).add(new Scalar(LEAST_QUALITY));
    }
}
