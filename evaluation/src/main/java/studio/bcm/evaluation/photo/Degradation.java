package studio.bcm.evaluation.photo;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import studio.bcm.image.JpegEncoder;
import studio.bcm.image.Lanczos;
import studio.bcm.image.Picture;
import studio.bcm.image.Pixels;
import studio.bcm.image.jpeg.ChromaSampling;

/** A way in which a photo comes to be over-compressed: what restoration is measured on. */
public sealed interface Degradation {
    /**
     * A degraded photo beside what it should be.
     *
     * @param original the clean pixels that the input was made from, of the input's size
     * @param input    as a file of its kind would be read
     */
    record Pair(Pixels original, Picture input) {
    }

    /** As it stands in tables. */
    String title();

    /** Makes the pair. */
    Pair apply(Pixels clean);

    /** The qualities of the published tables. */
    static List<Degradation> published() {
        return qualities(10, 20, 30, 40, 75);
    }

    /** What restoration must leave alone. */
    static List<Degradation> nearlyClean() {
        return List.of(new Jpeg(90, ChromaSampling.S420), new Jpeg(95, ChromaSampling.S420), new Jpeg(90, ChromaSampling.S444),
                new Jpeg(95, ChromaSampling.S444), new Jpeg(100, ChromaSampling.S444), new None());
    }

    /** JPEGs whose file does not say the strength: saved again without loss, cropped off the grid, or compressed twice. */
    static List<Degradation> blind() {
        return List.of(new SavedAgain(10, 0, 0), new SavedAgain(20, 0, 0), new SavedAgain(40, 0, 0), new SavedAgain(75, 0, 0),
                new SavedAgain(20, 3, 5), new SavedAgain(75, 3, 5), new Twice(20, 4, 4, 75), new Twice(40, 3, 5, 75), new Twice(20, 3, 5, 90),
                new Twice(75, 0, 0, 90));
    }

    /** JPEGs of which the grid is gone: scaled after they were compressed, saved without loss or compressed again. */
    static List<Degradation> scaled() {
        return List.of(new Scaled(20, 0.5, 0), new Scaled(20, 0.75, 0), new Scaled(40, 0.75, 0), new Scaled(75, 0.6, 0), new Scaled(20, 1.5, 0),
                new Scaled(20, 0.75, 90), new Scaled(40, 0.5, 75));
    }

    /** Photos that were scaled and never compressed, which must not be taken for scaled JPEGs. */
    static List<Degradation> scaledClean() {
        return List.of(new ScaledClean(0.5), new ScaledClean(0.75), new ScaledClean(1.5));
    }

    /** Photos of other kinds, made of any photo and then compressed: dark ones with the noise of a sensor, and grain of film. */
    static List<Degradation> kinds() {
        return List.of(new Night(20), new Night(75), new Grain(20), new Grain(75));
    }

    /** How programs other than those of the published table sample colour. */
    static List<Degradation> samplings() {
        return List.of(new Jpeg(20, ChromaSampling.S422), new Jpeg(20, ChromaSampling.S444), new Jpeg(75, ChromaSampling.S444));
    }

    static List<Degradation> qualities(int... qualities) {
        return Arrays.stream(qualities).<Degradation>mapToObj(q -> new Jpeg(q, ChromaSampling.S420)).toList();
    }

    /** A JPEG file as libjpeg writes it, with optimised Huffman codes. */
    record Jpeg(int quality, ChromaSampling sampling) implements Degradation {
        @Override
        public String title() {
            return sampling == ChromaSampling.S420 ? Integer.toString(quality) : quality + " " + sampling.title();
        }

        @Override
        public Pair apply(Pixels clean) {
            return new Pair(clean, decode(clean, quality, sampling));
        }
    }

    /** A 4:2:0 JPEG that was cropped at the upper left and saved again without loss, so that no tables are known. */
    record SavedAgain(int quality, int left, int top) implements Degradation {
        @Override
        public String title() {
            return quality + ", as PNG" + (left + top == 0 ? "" : ", cropped by " + left + "×" + top);
        }

        @Override
        public Pair apply(Pixels clean) {
            Pixels jpeg = decode(clean, quality, ChromaSampling.S420).toPixels();
            return new Pair(crop(clean, left, top), Picture.of(crop(jpeg, left, top)));
        }
    }

    /** A 4:2:0 JPEG that was cropped and compressed again: the file's tables show only the second, gentler time. */
    record Twice(int first, int left, int top, int second) implements Degradation {
        @Override
        public String title() {
            return first + ", cropped by " + left + "×" + top + ", then " + second;
        }

        @Override
        public Pair apply(Pixels clean) {
            Pixels jpeg = crop(decode(clean, first, ChromaSampling.S420).toPixels(), left, top);
            return new Pair(crop(clean, left, top), decode(jpeg, second, ChromaSampling.S420));
        }
    }

    /**
     * A 4:2:0 JPEG that was scaled.
     *
     * @param scale  factor on both sides
     * @param second quality of a JPEG that was made of the result, 0 for a file without loss
     */
    record Scaled(int quality, double scale, int second) implements Degradation {
        @Override
        public String title() {
            return quality + ", scaled by " + scale + (second == 0 ? ", as PNG" : ", then " + second);
        }

        @Override
        public Pair apply(Pixels clean) {
            Pixels small = scaledBy(decode(clean, quality, ChromaSampling.S420).toPixels(), scale);
            return new Pair(scaledBy(clean, scale), second == 0 ? Picture.of(small) : decode(small, second, ChromaSampling.S420));
        }
    }

    /** A photo as it would be at night, compressed: dark, with noise that grows with the root of the light. */
    record Night(int quality) implements Degradation {
        private static final double EXPOSURE = 0.35;
        private static final double CURVE = 1.5;
        private static final double READING = 2;
        private static final double SHOT = 0.5;

        @Override
        public String title() {
            return "night, " + quality;
        }

        @Override
        public Pair apply(Pixels clean) {
            Random random = new Random(clean.data().length);
            Pixels dark = new Pixels(clean.width(), clean.height(), clean.data().clone());
            for (int i = 0; i < dark.data().length; i++) {
                double level = 255 * EXPOSURE * Math.pow(Math.clamp((dark.data()[i] + 1) / 2, 0, 1), CURVE);
                dark.data()[i] = rounded(level + random.nextGaussian() * (READING + SHOT * Math.sqrt(level)));
            }
            return new Pair(dark, decode(dark, quality, ChromaSampling.S420));
        }
    }

    /** A photo on film, compressed: with grain of more than a pixel, the same in all channels. */
    record Grain(int quality) implements Degradation {
        private static final double DEVIATION = 8;
        /** Of the mean of 2×2 independent values, which makes grains of two pixels. */
        private static final double MEAN_OF_FOUR = 0.5;

        @Override
        public String title() {
            return "grain, " + quality;
        }

        @Override
        public Pair apply(Pixels clean) {
            int width = clean.width();
            int plane = width * clean.height();
            double[] noise = new Random(plane).doubles((long) plane + width + 1, -Math.sqrt(3), Math.sqrt(3)).toArray();
            Pixels grainy = new Pixels(width, clean.height(), clean.data().clone());
            for (int i = 0; i < grainy.data().length; i++) {
                int at = i % plane;
                double mean = (noise[at] + noise[at + 1] + noise[at + width] + noise[at + width + 1]) / 4;
                grainy.data()[i] = rounded(127.5 * (grainy.data()[i] + 1) + DEVIATION / MEAN_OF_FOUR * mean);
            }
            return new Pair(grainy, decode(grainy, quality, ChromaSampling.S420));
        }
    }

    /** A level of 0…255 as 8 bits hold it, nominally −1…1. */
    private static float rounded(double level) {
        return (float) (Math.clamp(Math.round(level), 0, 255) / 127.5 - 1);
    }

    /** A photo that was scaled and never compressed. */
    record ScaledClean(double scale) implements Degradation {
        @Override
        public String title() {
            return "none, scaled by " + scale;
        }

        @Override
        public Pair apply(Pixels clean) {
            Pixels small = scaledBy(clean, scale);
            return new Pair(small, Picture.of(small));
        }
    }

    /** A photo that was never compressed. */
    record None() implements Degradation {
        @Override
        public String title() {
            return "none";
        }

        @Override
        public Pair apply(Pixels clean) {
            return new Pair(clean, Picture.of(clean));
        }
    }

    private static Picture decode(Pixels clean, int quality, ChromaSampling sampling) {
        return JpegEncoder.decode(JpegEncoder.encode(clean, quality, sampling));
    }

    private static Pixels scaledBy(Pixels p, double scale) {
        return Picture.of(Lanczos.resample(p, 0, 0, p.width(), p.height(), (int) Math.round(p.width() * scale),
                (int) Math.round(p.height() * scale))).toPixels();
    }

    private static Pixels crop(Pixels p, int left, int top) {
        if (left + top == 0) {
            return p;
        }
        Pixels part = Pixels.blank(p.width() - left, p.height() - top);
        p.read(left, top, part.width(), part.height(), part.data(), 0);
        return part;
    }
}
