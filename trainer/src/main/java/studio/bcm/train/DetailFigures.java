package studio.bcm.train;

import java.nio.file.Path;
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
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import studio.bcm.evaluation.figure.Sheet;
import studio.bcm.image.Pixels;
import studio.bcm.network.Preconditioning;
import studio.bcm.network.torch.Torch;
import studio.bcm.network.torch.Weights;
import studio.bcm.train.data.DetailSamples;

/**
 * Quick figures of a network of a detail level: the gain of its mean answer over bicubic doubling, how much detail it draws compared
 * with what there was, and how exact the way to noise and back is. What packs are judged by is {@code evaluate enlarge}.
 */
final class DetailFigures implements RunFigures {
    private static final int COLUMNS = 8;
    private static final float START = 0.07f;
    /** Between the greatest level and the picture, for samples of two evaluations. */
    private static final float BETWEEN = 1f;

    private final Learner learner;
    private final Tensor small;
    private final Tensor large;
    private final Tensor noise;

    /**
     * @param small N×3×S×S, 0…255, of which detail levels are carried to noise and drawn
     * @param large M×3×L×L, 0…255, of which detail levels are asked for their mean
     */
    DetailFigures(Learner learner, Tensor small, Tensor large) {
        this.learner = learner;
        this.small = Torch.keep(small.clone());
        this.large = Torch.keep(large.clone());
        try (PointerScope scope = new PointerScope()) {
            Tensor detail = DetailSamples.level(small, true).detail();
            // The same noise every time, so that figures differ by the network alone.
            float[] values = new float[Math.toIntExact(detail.numel())];
            Random random = new Random(1);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            noise = Torch.keep(Torch.tensor(values, Torch.sizes(detail)).to(learner.device, ScalarType.Float));
        }
    }

    @Override
    public Map<String, Double> figures(Weights of) {
        Map<String, Double> figures = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
            for (boolean byMean : new boolean[] {true, false}) {
                double gain = 0;
                for (long i = 0; i < large.size(0); i++) {
                    try (PointerScope inner = new PointerScope()) {
                        DetailSamples.Level level = DetailSamples.level(large.narrow(0, i, 1), byMean);
                        Tensor mean = mean(of, level);
                        gain += 10 * Math.log10(power(level.detail()) / power(mean.sub(level.detail())));
                    }
                }
                figures.put(byMean ? "gain_of_mean_halved" : "gain_of_bicubic_halved", gain / large.size(0));
            }
            DetailSamples.Level level = DetailSamples.level(small, true);
            figures.put("detail_deviation", Math.sqrt(power(level.detail())));
            figures.put("drawn_detail_1", Math.sqrt(power(drawn(of, level, 1)) / power(level.detail())));
            figures.put("drawn_detail_2", Math.sqrt(power(drawn(of, level, 2)) / power(level.detail())));
            Tensor far = carry(of, level.detail().add(noise.mul(new Scalar(START))), START, Preconditioning.SIGMA_MAX, level);
            Tensor back = carry(of, far, Preconditioning.SIGMA_MAX, Preconditioning.SIGMA_MIN, level);
            // On 0…1 of the picture.
            figures.put("inversion_mse_1", power(back.sub(level.detail())) / (4 * DetailSamples.SCALE * DetailSamples.SCALE));
            figures.put("noise_deviation_1", Math.sqrt(power(far)) / Preconditioning.SIGMA_MAX);
        }
        return figures;
    }

    private static double power(Tensor x) {
        return Torch.item(x.square().mean());
    }

    private Tensor mean(Weights of, DetailSamples.Level level) {
        return carry(of, torch.zeros_like(level.detail()), Preconditioning.SIGMA_MAX, Preconditioning.SIGMA_MIN, level);
    }

    private Tensor drawn(Weights of, DetailSamples.Level level, int evaluations) {
        Tensor x = noise.mul(new Scalar(Preconditioning.SIGMA_MAX));
        float from = Preconditioning.SIGMA_MAX;
        if (evaluations > 1) {
            x = carry(of, x, from, BETWEEN, level);
            from = BETWEEN;
        }
        return carry(of, x, from, Preconditioning.SIGMA_MIN, level);
    }

    private Tensor carry(Weights of, Tensor x, float t, float u, DetailSamples.Level level) {
        Tensor ts = torch.full(new long[] {x.size(0)}, new Scalar(t), Torch.options(ScalarType.Float, learner.device));
        return learner.f(of, x, ts, torch.full_like(ts, new Scalar(u)), level.coarse());
    }

    /** Coarser levels, what is made of them, and the photos. */
    @Override
    public void sheet(Weights of, Path png, String title) {
        try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
            long n = Math.min(COLUMNS, small.size(0));
            Tensor pick = torch.arange(new Scalar(n), Torch.options(ScalarType.Long, learner.device)).mul(new Scalar(small.size(0) / n));
            DetailSamples.Level all = DetailSamples.level(small, true);
            DetailSamples.Level level = new DetailSamples.Level(all.detail().index_select(0, pick), all.coarse().index_select(0, pick));
            Tensor z = noise.index_select(0, pick).mul(new Scalar(Preconditioning.SIGMA_MAX));
            Tensor between = carry(of, z, Preconditioning.SIGMA_MAX, BETWEEN, level);
            Sheet.Builder sheet = Sheet.builder().optTitle(title).optZoom(2);
            sheet.addRow("coarser level", pixels(torch.zeros_like(level.detail()), level));
            sheet.addRow("mean", pixels(mean(of, level), level));
            sheet.addRow("drawn, 1 NFE", pixels(carry(of, z, Preconditioning.SIGMA_MAX, Preconditioning.SIGMA_MIN, level), level));
            sheet.addRow("drawn, 2 NFE", pixels(carry(of, between, BETWEEN, Preconditioning.SIGMA_MIN, level), level));
            sheet.addRow("photo", pixels(level.detail(), level));
            sheet.build().write(png);
        }
    }

    private static List<Pixels> pixels(Tensor detail, DetailSamples.Level level) {
        int size = Math.toIntExact(detail.size(2));
        Tensor picture = level.coarse().narrow(1, 0, 3).add(detail.div(new Scalar(DetailSamples.SCALE)))
                .clamp(new ScalarOptional(new Scalar(-1f)), new ScalarOptional(new Scalar(1f)));
        float[] values = Torch.toArray(picture);
        int each = 3 * size * size;
        return IntStream.range(0, values.length / each).mapToObj(i -> new Pixels(size, size, Arrays.copyOfRange(values, i * each, (i + 1) * each))).toList();
    }

    @Override
    public void close() {
        small.close();
        large.close();
        noise.close();
    }
}
