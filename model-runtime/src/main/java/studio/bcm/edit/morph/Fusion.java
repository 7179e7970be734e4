package studio.bcm.edit.morph;

import org.jspecify.annotations.Nullable;

/**
 * Makes one picture of two that were brought to one shape, band by band: their mixture where they agree, which is a true
 * hybrid; a choice between them where they do not, so that neither shows through the other.
 */
final class Fusion {
    /** Correlation of a band below which it is chosen, and above which it is mixed. */
    private static final float UNLIKE = 0.4f;
    private static final float ALIKE = 0.85f;
    /** Most that a mixed band is raised to keep the contrast that mixing takes from it. */
    private static final float MOST_GAIN = 1.2f;
    private static final float LEAST_POWER = 1e-7f;

    private Fusion() {
    }

    /**
     * What decides about each pixel of a level.
     *
     * @param chosen   1 where B is chosen, 0 where A is
     * @param together 0 where nothing is to be mixed; null where nothing was said of it
     */
    record Choice(Plane chosen, Plane colour, Plane detail, Plane withinA, Plane withinB, @Nullable Plane together) {
        /** The same for the level of half the size. */
        Choice halved() {
            return new Choice(BandPyramid.halved(chosen), BandPyramid.halved(colour), BandPyramid.halved(detail), BandPyramid.halved(withinA),
                    BandPyramid.halved(withinB), together == null ? null : BandPyramid.halved(together));
        }
    }

    /**
     * Fuses a band.
     *
     * @param a red, green and blue of the band of A; replaced by the fused ones
     */
    static void band(Plane[] a, Plane[] b, Choice choice) {
        Plane lumaA = luma(a);
        Plane lumaB = luma(b);
        Plane powerA = BandPyramid.mean(product(lumaA, lumaA));
        Plane powerB = BandPyramid.mean(product(lumaB, lumaB));
        Plane common = BandPyramid.mean(product(lumaA, lumaB));
        int columns = lumaA.width();
        Rows.run(lumaA.height(), 8 * columns, (from, to) -> {
            for (int i = from * columns; i < to * columns; i++) {
                float pa = powerA.data()[i] + LEAST_POWER;
                float pb = powerB.data()[i] + LEAST_POWER;
                float ab = common.data()[i] + LEAST_POWER;
                float rootA = (float) Math.sqrt(pa);
                float rootB = (float) Math.sqrt(pb);
                float agreement = smooth((ab / (rootA * rootB) - UNLIKE) / (ALIKE - UNLIKE));
                if (choice.together != null) {
                    agreement *= choice.together.data()[i];
                }
                float position = choice.detail.data()[i];
                float chosen = choice.chosen.data()[i];
                float share = chosen + agreement * (position - chosen);
                share = bounded(share, choice, i);
                float rest = 1 - share;
                float have = rest * rest * pa + share * share * pb + 2 * share * rest * ab;
                float want = rest * rootA + share * rootB;
                float gain = Math.clamp(want / (float) Math.sqrt(Math.max(have, LEAST_POWER)), 1, MOST_GAIN);
                for (int c = 0; c < 3; c++) {
                    a[c].data()[i] = gain * (rest * a[c].data()[i] + share * b[c].data()[i]);
                }
            }
        });
    }

    /** The share of B where one photo is chosen. */
    static Plane share(Choice choice) {
        Plane share = Plane.blank(choice.chosen.width(), choice.chosen.height());
        for (int i = 0; i < share.data().length; i++) {
            share.data()[i] = bounded(choice.chosen.data()[i], choice, i);
        }
        return share;
    }

    /**
     * Whether B is chosen: 0 before a place changes, 1 after it.
     *
     * @param time  when it does, 0…1
     * @param width of the time that this takes
     */
    static float chosen(float position, float time, float width) {
        return smooth((position * (1 + width) - time) / width);
    }

    /** Mixes what is coarser than all bands. */
    static void base(Plane[] a, Plane[] b, Choice choice) {
        for (int i = 0; i < a[0].data().length; i++) {
            float share = bounded(choice.colour.data()[i], choice, i);
            for (int c = 0; c < 3; c++) {
                a[c].data()[i] += share * (b[c].data()[i] - a[c].data()[i]);
            }
        }
    }

    /** What only one of the photos reaches is taken from that one. */
    private static float bounded(float share, Choice choice, int i) {
        float withinA = choice.withinA.data()[i];
        float withinB = choice.withinB.data()[i];
        return share + (1 - share) * (1 - withinA) * withinB - share * (1 - withinB) * withinA;
    }

    static float smooth(float t) {
        float x = Math.clamp(t, 0, 1);
        return x * x * (3 - 2 * x);
    }

    private static Plane luma(Plane[] rgb) {
        Plane luma = Plane.blank(rgb[0].width(), rgb[0].height());
        for (int i = 0; i < luma.data().length; i++) {
            luma.data()[i] = 0.299f * rgb[0].data()[i] + 0.587f * rgb[1].data()[i] + 0.114f * rgb[2].data()[i];
        }
        return luma;
    }

    private static Plane product(Plane a, Plane b) {
        Plane product = Plane.blank(a.width(), a.height());
        for (int i = 0; i < product.data().length; i++) {
            product.data()[i] = a.data()[i] * b.data()[i];
        }
        return product;
    }
}
