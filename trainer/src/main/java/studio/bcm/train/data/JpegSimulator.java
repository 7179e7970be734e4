package studio.bcm.train.data;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.image.jpeg.JpegTables;
import studio.bcm.network.torch.Torch;

/**
 * JPEG compression and decompression as tensor arithmetic: colour transform, chroma subsampling, 8×8 DCT, quantisation
 * with libjpeg's standard tables (ITU-T T.81 annex K, scaled by quality), and back with libjpeg's triangle filter for
 * chroma. Entropy coding loses nothing and is left out.
 */
public final class JpegSimulator implements AutoCloseable {
    /** Quality at which libjpeg takes the standard's tables as they are. */
    private static final int UNSCALED = 50;

    /** Step of luma's mean in the standard table. */
    private static final double FIRST_STEP = 16;

    private final Tensor luma;
    private final Tensor chroma;
    private final Tensor dct;

    public JpegSimulator(Device device) {
        luma = Torch.keep(Torch.tensor(floats(JpegTables.luma(UNSCALED)), 1, 64).to(device, ScalarType.Float));
        chroma = Torch.keep(Torch.tensor(floats(JpegTables.chroma(UNSCALED)), 1, 64).to(device, ScalarType.Float));
        float[] basis = new float[64];
        for (int k = 0; k < 8; k++) {
            for (int i = 0; i < 8; i++) {
                basis[8 * k + i] = (float) ((k == 0 ? Math.sqrt(0.125) : 0.5) * Math.cos(Math.PI * (2 * i + 1) * k / 16));
            }
        }
        dct = Torch.keep(Torch.tensor(basis, 8, 8).to(device, ScalarType.Float));
    }

    private static float[] floats(int[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = values[i];
        }
        return floats;
    }

    /**
     * With libjpeg's tables.
     *
     * @param rgb     N×3×H×W, 0…255; H and W multiples of 16
     * @param quality N values, 1…100, on libjpeg's scale
     * @return the decoded pictures: same shape, integers 0…255
     */
    public Tensor compress(Tensor rgb, Tensor quality, ChromaSampling sampling) {
        return compress(rgb, quality, null, sampling);
    }

    /**
     * With tables of other shapes too: cameras, phones, messengers and Photoshop quantise high frequencies and chroma less,
     * compared with the lowest frequencies of luma, than libjpeg does.
     *
     * @param rgb     N×3×H×W, 0…255; H and W multiples of 16
     * @param quality N values, 1…100, on libjpeg's scale
     * @param steep   N values: each step s of the standard table becomes 16·(s/16)^steep before it is scaled; 1 is
     *                libjpeg's table, 0 a flat one; null for libjpeg's
     * @return the decoded pictures: same shape, integers 0…255
     */
    public Tensor compress(Tensor rgb, Tensor quality, @Nullable Tensor steep, ChromaSampling sampling) {
        return Torch.scoped(() -> {
            Tensor r = rgb.narrow(1, 0, 1);
            Tensor g = rgb.narrow(1, 1, 1);
            Tensor b = rgb.narrow(1, 2, 1);
            Tensor y = mix(r, 0.299, g, 0.587, b, 0.114).round();
            Tensor cb = clamp(mix(r, -0.168735892, g, -0.331264108, b, 0.5).add(new Scalar(128f)).round());
            Tensor cr = clamp(mix(r, 0.5, g, -0.418687589, b, -0.081312411).add(new Scalar(128f)).round());
            Tensor colour = torch.cat(new TensorVector(cb, cr), 1);
            if (sampling != ChromaSampling.S444) {
                long[] block = {sampling.vertical(), sampling.horizontal()};
                colour = torch.avg_pool2d(colour, block, block, new long[] {0, 0}, false, true, new LongOptional()).round();
            }
            y = quantised(y, table(shaped(luma, steep), quality));
            colour = quantised(colour, table(shaped(chroma, steep), quality));
            if (sampling.horizontal() == 2) {
                colour = doubled(colour, 3);
            }
            if (sampling.vertical() == 2) {
                colour = doubled(colour, 2);
            }
            cb = colour.narrow(1, 0, 1).round().sub(new Scalar(128f));
            cr = colour.narrow(1, 1, 1).round().sub(new Scalar(128f));
            Tensor red = y.add(cr.mul(new Scalar(1.402)));
            Tensor green = y.sub(cb.mul(new Scalar(0.344136286))).sub(cr.mul(new Scalar(0.714136286)));
            Tensor blue = y.add(cb.mul(new Scalar(1.772)));
            return clamp(torch.cat(new TensorVector(red, green, blue), 1).round());
        });
    }

    private static Tensor mix(Tensor r, double wr, Tensor g, double wg, Tensor b, double wb) {
        return r.mul(new Scalar(wr)).add(g.mul(new Scalar(wg))).add(b.mul(new Scalar(wb)));
    }

    private static Tensor clamp(Tensor x) {
        return x.clamp(new ScalarOptional(new Scalar(0f)), new ScalarOptional(new Scalar(255f)));
    }

    private static Tensor shaped(Tensor base, Tensor steep) {
        if (steep == null) {
            return base;
        }
        Tensor relative = base.mul(new Scalar(1 / FIRST_STEP)).log();
        return relative.mul(steep.view(-1, 1)).exp().mul(new Scalar(FIRST_STEP));
    }

    /** libjpeg's jpeg_quality_scaling: N×1×1×1×8×8 quantisation steps. */
    private static Tensor table(Tensor base, Tensor quality) {
        Tensor q = quality.floor().view(-1, 1);
        Tensor scale = torch.where(q.lt(new Scalar(50f)), q.reciprocal().mul(new Scalar(5000f)).floor(),
                q.mul(new Scalar(-2f)).add(new Scalar(200f)));
        Tensor steps = base.mul(scale).add(new Scalar(50f)).div(new Scalar(100f)).floor();
        return steps.clamp(new ScalarOptional(new Scalar(1f)), new ScalarOptional(new Scalar(255f))).view(-1, 1, 1, 1, 8, 8);
    }

    private Tensor quantised(Tensor plane, Tensor steps) {
        long n = plane.size(0);
        long c = plane.size(1);
        long h = plane.size(2);
        long w = plane.size(3);
        Tensor blocks = plane.sub(new Scalar(128f)).view(n, c, h / 8, 8, w / 8, 8).permute(0, 1, 2, 4, 3, 5).contiguous();
        Tensor coefficients = both(blocks, dct.transpose(0, 1));
        Tensor back = both(coefficients.div(steps).round().mul(steps), dct);
        return clamp(back.permute(0, 1, 2, 4, 3, 5).reshape(n, c, h, w).add(new Scalar(128f)).round());
    }

    /** m applied to both sides of every 8×8 block: mᵀ·b·m. */
    private static Tensor both(Tensor blocks, Tensor m) {
        return blocks.matmul(m).transpose(-1, -2).matmul(m).transpose(-1, -2).contiguous();
    }

    /** Triangle filter along one dimension: each new sample is 3/4 of the nearer and 1/4 of the farther old one. */
    private static Tensor doubled(Tensor x, int dimension) {
        long size = x.size(dimension);
        Tensor before = torch.cat(new TensorVector(x.narrow(dimension, 0, 1), x.narrow(dimension, 0, size - 1)), dimension);
        Tensor after = torch.cat(new TensorVector(x.narrow(dimension, 1, size - 1), x.narrow(dimension, size - 1, 1)), dimension);
        Tensor near = x.mul(new Scalar(0.75f));
        Tensor pairs = torch.stack(new TensorVector(near.add(before.mul(new Scalar(0.25f))), near.add(after.mul(new Scalar(0.25f)))),
                dimension + 1);
        long[] sizes = Torch.sizes(x);
        sizes[dimension] *= 2;
        return pairs.reshape(sizes);
    }

    @Override
    public void close() {
        luma.close();
        chroma.close();
        dct.close();
    }
}
