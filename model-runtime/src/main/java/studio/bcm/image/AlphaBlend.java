package studio.bcm.image;

/** Colours by their opacity. */
final class AlphaBlend {
    private AlphaBlend() {
    }

    /** The colours laid on white, in the depth that they have. */
    static Samples onWhite(Samples colour, Samples alpha) {
        return blend(colour, alpha, false);
    }

    /** The colours with white in the place of those that are wholly clear. */
    static Samples withoutHidden(Samples colour, Samples alpha) {
        return blend(colour, alpha, true);
    }

    /** Whether anything is neither wholly clear nor wholly opaque. */
    static boolean isGraded(Samples alpha) {
        int opaque = alpha.bits() == 8 ? 255 : 65_535;
        for (int y = 0; y < alpha.height(); y++) {
            for (int x = 0; x < alpha.width(); x++) {
                int a = alpha.get(x, y, 0);
                if (a > 0 && a < opaque) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Samples blend(Samples colour, Samples alpha, boolean clearOnly) {
        int w = colour.width();
        int channels = colour.channels();
        Samples out = Samples.blank(w, colour.height(), channels, colour.bits());
        long white = colour.bits() == 8 ? 255 : 65_535;
        long opaque = alpha.bits() == 8 ? 255 : 65_535;
        for (int y = 0; y < colour.height(); y++) {
            for (int x = 0; x < w; x++) {
                long a = alpha.get(x, y, 0);
                long weight = clearOnly && a > 0 ? opaque : a;
                for (int c = 0; c < channels; c++) {
                    long v = colour.get(x, y, c) * weight + white * (opaque - weight);
                    out.set(x, y, c, (int) ((v + opaque / 2) / opaque));
                }
            }
        }
        return out;
    }
}
