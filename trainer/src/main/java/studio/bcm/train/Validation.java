package studio.bcm.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import studio.bcm.evaluation.figure.Sheet;
import studio.bcm.image.Pixels;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.torch.Torch;
import studio.bcm.network.torch.Weights;
import studio.bcm.task.Progress;
import studio.bcm.train.data.JpegSimulator;
import studio.bcm.train.data.PhotoClasses;
import studio.bcm.train.data.PhotoCrops;
import studio.bcm.train.data.RestorationSamples;

/**
 * Quick figures and sheets of a network in training, on crops that stay the same for the whole run. What packs are judged
 * by is {@code evaluate}, on whole photos.
 */
final class Validation implements RunFigures {
    private static final float[][] INVERSIONS = {{0.07f, 80}, {0.07f, 15, 80}, {0.07f, 0.4f, 6, 80}};
    private static final int[] QUALITIES = {10, 20, 30, 40, 75};
    private static final int COLUMNS = 8;
    private static final int CHUNK = 64;

    private final Learner learner;
    private final JpegSimulator jpeg;
    private final int size;
    private final Tensor crops;
    private final Tensor noise;
    private final Tensor wide;
    private final Tensor labels;
    private final Tensor wideLabels;

    /**
     * @param jpeg  null to leave restoration out
     * @param crops of the training size, and larger ones for restoration with sides that are multiples of 16
     */
    Validation(Learner learner, @Nullable JpegSimulator jpeg, PhotoCrops.Fixed crops) {
        this.learner = learner;
        this.jpeg = jpeg;
        size = (int) crops.small().size(2);
        try (PointerScope scope = new PointerScope()) {
            this.crops = Torch.keep(RestorationSamples.scaled(crops.small()));
            wide = Torch.keep(crops.large().clone());
            labels = kept(crops.smallLabels());
            wideLabels = kept(crops.largeLabels());
            // The same noise every time, so that figures differ by the network alone.
            float[] values = new float[Math.toIntExact(this.crops.numel())];
            Random random = new Random(1);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            noise = Torch.keep(Torch.tensor(values, Torch.sizes(this.crops)).to(learner.device, ScalarType.Float));
        }
    }

    private static Tensor kept(Tensor labels) {
        return labels == null ? null : Torch.keep(labels.clone());
    }

    private static Tensor part(Tensor labels, long from, long count) {
        return labels == null ? null : labels.narrow(0, from, count);
    }

    /**
     * Crops of the photos of a folder.
     *
     * @param size   of the small crops, drawn at full size at places that are the same every time
     * @param each   how many of them a photo gives
     * @param extent greatest side of the larger crop in the photo's middle
     * @param classes of the training set
     */
    static Validation of(Learner learner, JpegSimulator jpeg, Path folder, int size, int each, int extent, PhotoClasses classes, Progress progress) {
        try (PointerScope scope = new PointerScope()) {
            return new Validation(learner, jpeg, PhotoCrops.fixed(folder, size, each, extent, classes, learner.device, progress));
        }
    }

    /** Inversion MSE on 0…1 for 1, 2, 3 evaluations, deviation of the noise, and the gain in dB at each JPEG quality. */
    @Override
    public Map<String, Double> figures(Weights of) {
        Map<String, Double> figures = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
            for (float[] path : INVERSIONS) {
                double sum = 0;
                double variance = 0;
                for (long from = 0; from < crops.size(0); from += CHUNK) {
                    long count = Math.min(CHUNK, crops.size(0) - from);
                    Tensor x = crops.narrow(0, from, count);
                    Tensor classes = part(labels, from, count);
                    Tensor y = invert(of, x, noise.narrow(0, from, count), path, classes);
                    Tensor back = carry(of, y, Preconditioning.SIGMA_MAX, Preconditioning.SIGMA_MIN, classes);
                    sum += Torch.item(clamp(back).sub(x).square().mean()) / 4 * count;
                    variance += Torch.item(y.square().mean()) / Math.pow(Preconditioning.SIGMA_MAX, 2) * count;
                }
                int nfe = path.length - 1;
                figures.put("inversion_mse_" + nfe, sum / crops.size(0));
                figures.put("noise_deviation_" + nfe, Math.sqrt(variance / crops.size(0)));
            }
            if (jpeg != null) {
                for (int quality : QUALITIES) {
                    figures.put("restoration_gain_" + quality, restorationGain(of, quality));
                }
            }
        }
        return figures;
    }

    private double restorationGain(Weights of, int quality) {
        double gain = 0;
        long together = Math.max(1, CHUNK * (long) size * size / (wide.size(2) * wide.size(3)));
        for (long from = 0; from < wide.size(0); from += together) {
            try (PointerScope inner = new PointerScope()) {
                long count = Math.min(together, wide.size(0) - from);
                Tensor[] restored = restore(of, wide.narrow(0, from, count), quality, part(wideLabels, from, count));
                Tensor clean = RestorationSamples.scaled(wide.narrow(0, from, count));
                float[] before = Torch.toArray(errors(restored[0], clean));
                float[] after = Torch.toArray(errors(restored[1], clean));
                for (int i = 0; i < before.length; i++) {
                    gain += 10 * Math.log10(before[i] / after[i]);
                }
            }
        }
        return gain / wide.size(0);
    }

    /** Mean squared, of each picture. */
    private static Tensor errors(Tensor a, Tensor b) {
        return a.sub(b).square().mean(new long[] {1, 2, 3}, false, new ScalarTypeOptional());
    }

    private Tensor[] restore(Weights of, Tensor rgb, int quality, Tensor classes) {
        Tensor q = torch.full(new long[] {rgb.size(0)}, new Scalar((float) quality), Torch.options(ScalarType.Float, learner.device));
        Tensor compressed = RestorationSamples.scaled(jpeg.compress(rgb, q, ChromaSampling.S420));
        Tensor t = errors(compressed, RestorationSamples.scaled(rgb)).sqrt();
        Tensor restored = clamp(learner.f(of, compressed, t, torch.full_like(t, new Scalar(Preconditioning.SIGMA_MIN)), classes));
        return new Tensor[] {compressed, restored};
    }

    private Tensor invert(Weights of, Tensor x, Tensor z, float[] path, Tensor classes) {
        Tensor y = x.add(z.mul(new Scalar(path[0])));
        for (int i = 1; i < path.length; i++) {
            y = carry(of, y, path[i - 1], path[i], classes);
        }
        return y;
    }

    private Tensor carry(Weights of, Tensor x, float t, float u, Tensor classes) {
        TensorOptions real = Torch.options(ScalarType.Float, learner.device);
        long[] n = {x.size(0)};
        return learner.f(of, x, torch.full(n, new Scalar(t), real), torch.full(n, new Scalar(u), real), classes);
    }

    private static Tensor clamp(Tensor x) {
        return x.clamp(new ScalarOptional(new Scalar(-1f)), new ScalarOptional(new Scalar(1f)));
    }

    /** Photos, their reconstructions, samples, morphs and a restoration, as one picture. */
    @Override
    public void sheet(Weights of, Path png, String title) {
        try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
            long n = Math.min(COLUMNS, crops.size(0));
            // Crops lie photo by photo: spread the columns over them.
            long stride = crops.size(0) / n;
            Tensor pick = torch.arange(new Scalar(n), Torch.options(ScalarType.Long, learner.device)).mul(new Scalar(stride));
            Tensor x = crops.index_select(0, pick);
            Tensor z = noise.index_select(0, pick);
            Tensor y = labels == null ? null : labels.index_select(0, pick);
            Sheet.Builder sheet = Sheet.builder().optTitle(title).optZoom(2);
            sheet.addRow("photo", pixels(x));
            for (float[] path : INVERSIONS) {
                Tensor far = invert(of, x, z, path, y);
                sheet.addRow("rebuilt, " + (path.length - 1) + " NFE",
                        pixels(carry(of, far, Preconditioning.SIGMA_MAX, Preconditioning.SIGMA_MIN, y)));
            }
            Tensor from = invert(of, x, z, INVERSIONS[2], y);
            Tensor to = torch.cat(new TensorVector(from.narrow(0, n - 1, 1), from.narrow(0, 0, n - 1)), 0);
            for (double a : new double[] {0.25, 0.5, 0.75}) {
                Tensor mixed = from.mul(new Scalar(Math.cos(a * Math.PI / 2))).add(to.mul(new Scalar(Math.sin(a * Math.PI / 2))));
                sheet.addRow("morph " + a, pixels(carry(of, mixed, Preconditioning.SIGMA_MAX, Preconditioning.SIGMA_MIN, y)));
            }
            Tensor start = z.mul(new Scalar(Preconditioning.SIGMA_MAX));
            sheet.addRow("sample, 1 NFE", pixels(carry(of, start, Preconditioning.SIGMA_MAX, Preconditioning.SIGMA_MIN, y)));
            sheet.addRow("sample, 2 NFE", pixels(carry(of, carry(of, start, Preconditioning.SIGMA_MAX, 2.4f, y), 2.4f,
                    Preconditioning.SIGMA_MIN, y)));
            if (jpeg != null) {
                Tensor[] restored = restore(of, x.add(new Scalar(1f)).mul(new Scalar(127.5f)), 20, y);
                sheet.addRow("JPEG 20", pixels(restored[0]));
                sheet.addRow("restored", pixels(restored[1]));
            }
            sheet.build().write(png);
        }
    }

    private List<Pixels> pixels(Tensor batch) {
        float[] values = Torch.toArray(clamp(batch));
        int each = 3 * size * size;
        List<Pixels> pictures = new ArrayList<>();
        IntStream.range(0, values.length / each).forEach(i -> pictures.add(
                new Pixels(size, size, Arrays.copyOfRange(values, i * each, (i + 1) * each))));
        return pictures;
    }

    @Override
    public void close() {
        crops.close();
        noise.close();
        wide.close();
        if (labels != null) {
            labels.close();
            wideLabels.close();
        }
    }
}
