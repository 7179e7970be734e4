package studio.bcm.image.jpeg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import studio.bcm.image.metadata.Orientation;

/**
 * What a JPEG file says about its own compression, read from the file's bytes: quantisation tables, sampling, colour
 * transform and (on demand) the quantised DCT coefficients. All of it is in the geometry of the stored picture, before the
 * EXIF orientation is applied; {@link #orientation} leads from there to the upright one.
 */
public final class JpegFacts {
    /** How the stored components make a colour. */
    public enum ColourTransform {
        /** One component, luma only. */
        GREY,
        /** JFIF's Y'CbCr (Rec. 601, full range). */
        YCBCR,
        /** Red, green and blue as they are. */
        RGB,
        /** Cyan, magenta, yellow and black as they are. */
        CMYK,
        /** CMYK with its first three as Y'CbCr. */
        YCCK
    }

    /**
     * One stored component.
     *
     * @param id         identifier in the file
     * @param horizontal sampling factor, 1…4
     * @param vertical   sampling factor, 1…4
     * @param steps      quantisation steps, row-major (8·v + u), each 1…65535; the caller must not change them
     */
    public record Component(int id, int horizontal, int vertical, int[] steps) {
    }

    private final JpegSegments segments;
    private final int width;
    private final int height;
    private final boolean progressive;
    private final List<Component> components;
    private final ColourTransform transform;
    private final Orientation orientation;

    private JpegFacts(JpegSegments segments, JpegSegments.Segment frame) {
        this.segments = segments;
        byte[] file = segments.file();
        int at = frame.body();
        this.progressive = frame.marker() == JpegSegments.SOF2;
        this.height = JpegSegments.u16(file, at + 1);
        this.width = JpegSegments.u16(file, at + 3);
        int count = file[at + 5] & 0xff;
        int[][] tables = tables(segments);
        List<Component> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int p = at + 6 + 3 * i;
            int[] steps = tables[file[p + 2] & 3];
            list.add(new Component(file[p] & 0xff, Math.clamp(file[p + 1] >> 4 & 15, 1, 4),
                    Math.clamp(file[p + 1] & 15, 1, 4), steps == null ? JpegTables.luma(50) : steps));
        }
        this.components = List.copyOf(list);
        this.transform = transform(segments, components);
        this.orientation = segments.metadata().orientation();
    }

    /**
     * The facts of a JPEG file.
     *
     * @param file the whole file; kept, not copied, so the caller must not change it
     * @return empty if it is no Huffman-coded 8-bit DCT JPEG (baseline, extended or progressive) with a readable header
     */
    public static Optional<JpegFacts> of(byte[] file) {
        return file.length < 4 || (file[0] & 0xff) != 0xff || (file[1] & 0xff) != JpegSegments.SOI
                ? Optional.empty() : of(new JpegSegments(file));
    }

    public static Optional<JpegFacts> of(JpegSegments segments) {
        return segments.frame()
                .filter(s -> s.marker() == JpegSegments.SOF0 || s.marker() == JpegSegments.SOF1
                        || s.marker() == JpegSegments.SOF2)
                .filter(s -> isReadable(segments.file(), s))
                .map(s -> new JpegFacts(segments, s));
    }

    private static boolean isReadable(byte[] file, JpegSegments.Segment frame) {
        int length = frame.end() - frame.body();
        if (length < 9) {
            return false;
        }
        int count = file[frame.body() + 5] & 0xff;
        return file[frame.body()] == 8 && JpegSegments.u16(file, frame.body() + 1) > 0
                && JpegSegments.u16(file, frame.body() + 3) > 0
                && (count == 1 || count == 3 || count == 4) && length >= 6 + 3 * count;
    }

    private static int[][] tables(JpegSegments segments) {
        int[][] tables = new int[4][];
        byte[] file = segments.file();
        for (JpegSegments.Segment s : segments.all()) {
            if (s.marker() != JpegSegments.DQT) {
                continue;
            }
            int at = s.body();
            while (at < s.end()) {
                boolean wide = (file[at] & 0xf0) != 0;
                int id = file[at] & 3;
                at++;
                if (at + (wide ? 128 : 64) > s.end()) {
                    break;
                }
                int[] table = new int[64];
                for (int k = 0; k < 64; k++) {
                    int step = wide ? JpegSegments.u16(file, at + 2 * k) : file[at + k] & 0xff;
                    table[JpegTables.zigzag(k)] = Math.max(1, step);
                }
                at += wide ? 128 : 64;
                if (tables[id] == null) {
                    tables[id] = table;
                }
            }
        }
        return tables;
    }

    private static ColourTransform transform(JpegSegments segments, List<Component> components) {
        Optional<Integer> adobe = segments.adobeTransform();
        if (components.size() == 1) {
            return ColourTransform.GREY;
        }
        if (components.size() == 4) {
            return adobe.isPresent() && adobe.get() == 2 ? ColourTransform.YCCK : ColourTransform.CMYK;
        }
        boolean namedRgb = components.get(0).id() == 'R' && components.get(1).id() == 'G' && components.get(2).id() == 'B';
        if (segments.hasJfif()) {
            return ColourTransform.YCBCR;
        }
        if (adobe.isPresent()) {
            return adobe.get() == 0 ? ColourTransform.RGB : ColourTransform.YCBCR;
        }
        return namedRgb ? ColourTransform.RGB : ColourTransform.YCBCR;
    }

    /** Columns of the stored picture. */
    public int width() {
        return width;
    }

    /** Rows of the stored picture. */
    public int height() {
        return height;
    }

    public boolean isProgressive() {
        return progressive;
    }

    /** The components in the order of the frame header: 1, 3 or 4. */
    public List<Component> components() {
        return components;
    }

    public ColourTransform colourTransform() {
        return transform;
    }

    /** Whether the four inks are stored inverted, as Adobe's programs do. */
    public boolean isInverted() {
        return segments.adobeTransform().isPresent();
    }

    /** How the stored picture has to be turned to be upright. */
    public Orientation orientation() {
        return orientation;
    }

    /** How the file samples its chroma; empty for grey, CMYK and unusual factors. */
    public Optional<ChromaSampling> sampling() {
        if (components.size() != 3) {
            return Optional.empty();
        }
        Component luma = components.get(0);
        Component blue = components.get(1);
        Component red = components.get(2);
        if (blue.horizontal() != red.horizontal() || blue.vertical() != red.vertical()
                || luma.horizontal() % blue.horizontal() != 0 || luma.vertical() % blue.vertical() != 0) {
            return Optional.empty();
        }
        return ChromaSampling.of(luma.horizontal() / blue.horizontal(), luma.vertical() / blue.vertical());
    }

    /**
     * The quality 1…100 of libjpeg whose tables are nearest to the file's, by the mean absolute difference of the logarithms
     * of the steps (luma and chroma). Exact for files that libjpeg and its kin made at a stated quality.
     */
    public int quality() {
        int best = 1;
        double least = Double.MAX_VALUE;
        boolean colour = components.size() >= 3 && transform != ColourTransform.RGB && transform != ColourTransform.CMYK;
        for (int q = 1; q <= 100; q++) {
            double distance = distance(components.get(0).steps(), JpegTables.luma(q));
            if (colour) {
                distance += distance(components.get(1).steps(), JpegTables.chroma(q)) / 2;
            }
            if (distance < least) {
                least = distance;
                best = q;
            }
        }
        return best;
    }

    private static double distance(int[] a, int[] b) {
        double sum = 0;
        for (int i = 0; i < 64; i++) {
            sum += Math.abs(Math.log((double) a[i] / b[i]));
        }
        return sum / 64;
    }

    /** Whether the tables are exactly libjpeg's at {@link #quality}. */
    public boolean hasStandardTables() {
        int q = quality();
        return Arrays.equals(components.get(0).steps(), JpegTables.luma(q))
                && (components.size() == 1
                || Arrays.equals(components.get(1).steps(), JpegTables.chroma(q)));
    }

    /**
     * Reads the quantised coefficients, which takes about a second for 50 megapixels; they are not kept here.
     */
    public JpegCoefficients coefficients() {
        return JpegEntropyDecoder.decode(this);
    }

    public int maxHorizontal() {
        return components.stream().mapToInt(Component::horizontal).max().orElseThrow();
    }

    public int maxVertical() {
        return components.stream().mapToInt(Component::vertical).max().orElseThrow();
    }

    public JpegSegments segments() {
        return segments;
    }
}
