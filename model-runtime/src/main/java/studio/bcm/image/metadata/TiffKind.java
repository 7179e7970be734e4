package studio.bcm.image.metadata;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import studio.bcm.image.metadata.TiffTags.Directory;

/**
 * Recognises the TIFF files that no library here reads correctly: raw camera files, which are TIFF by their structure, and
 * layouts of
 * pixels that the decoder takes for others without a complaint.
 */
public final class TiffKind {
    private static final int SUBFILE_TYPE = 254;
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS = 258;
    private static final int COMPRESSION = 259;
    private static final int PHOTOMETRIC = 262;
    private static final int MAKE = 271;
    private static final int SAMPLES = 277;
    private static final int PLANAR = 284;
    private static final int TILE_WIDTH = 322;
    private static final int SUB_IFDS = 330;
    private static final int EXTRA_SAMPLES = 338;
    private static final int SAMPLE_FORMAT = 339;
    private static final int DNG_VERSION = 50706;
    private static final int COLOUR_FILTER_ARRAY = 32803;
    private static final int LINEAR_RAW = 34892;
    private static final Map<Integer, String> UNREADABLE_COMPRESSIONS = Map.ofEntries(Map.entry(9, "JBIG"), Map.entry(10, "JBIG"),
            Map.entry(34661, "JBIG"), Map.entry(34676, "LogLuv"), Map.entry(34677, "LogLuv"), Map.entry(34712, "JPEG 2000"),
            Map.entry(33003, "JPEG 2000"), Map.entry(33005, "JPEG 2000"), Map.entry(34887, "LERC"), Map.entry(34925, "LZMA"), Map.entry(50000, "Zstandard"),
            Map.entry(50001, "WebP"), Map.entry(50002, "JPEG XL"), Map.entry(52546, "JPEG XL"));
    private static final int[] COUNTS = {279, 325};
    private static final Set<String> RAW_ENDINGS = Set.of("3fr", "arw", "cr2", "dcr", "dng", "erf", "fff", "iiq", "k25",
            "kdc", "mef",
            "mos", "nef", "nrw", "orf", "pef", "rw2", "rwl", "sr2", "srf", "srw");
    /** From this size on a file must hold enough bytes for it. */
    private static final long LARGE = 16_000_000;
    /** Files that break off are read as far as they go, if at least so much of the picture can be there. */
    private static final int LEAST_SHARE = 8;

    private TiffKind() {
    }

    /** Why a file is refused, as the end of a sentence that begins with its name; empty if it can be read. */
    public static Optional<String> refusal(Path file, TiffReader.Content content, long size) {
        if (isRaw(file, content)) {
            return Optional.of("is a raw camera file, which has to be developed first: open it in a raw converter and "
                    + "save it as TIFF or JPEG.");
        }
        Directory d = content.first();
        if ((d.number(SUBFILE_TYPE, 0) & 1) != 0 && (content.count() > 1 || d.has(SUB_IFDS))) {
            return Optional.of("begins with a small preview of another picture, and only the first one could be read.");
        }
        if (isHollow(d, size)) {
            return Optional.of("states a size of %d×%d pixels, for which its %d bytes are too few."
                    .formatted(d.number(WIDTH, 0), d.number(HEIGHT, 0), size));
        }
        return unreadableLayout(d).map(what -> "is a TIFF with " + what + ", which cannot be read.");
    }

    private static boolean isRaw(Path file, TiffReader.Content content) {
        Directory d = content.first();
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return d.has(DNG_VERSION) || RAW_ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1)) && d.has(MAKE)
                || Stream.concat(Stream.of(d), content.children().stream())
                .mapToLong(each -> each.number(PHOTOMETRIC, 0))
                        .anyMatch(p -> p == COLOUR_FILTER_ARRAY || p == LINEAR_RAW);
    }

    private static boolean isHollow(Directory d, long size) {
        long pixels = d.number(WIDTH, 0) * d.number(HEIGHT, 0);
        if (pixels < LARGE) {
            return false;
        }
        long stated = Arrays.stream(COUNTS).mapToLong(tag -> Arrays.stream(d.numbers(tag)).filter(n -> n > 0).sum())
                .max().orElse(0);
        long there = stated == 0 ? size : Math.min(stated, size);
        long bits = Math.max(1, Arrays.stream(d.numbers(BITS)).limit(Math.max(1, d.number(SAMPLES, 1))).sum());
        // The most that each compression shrinks anything.
        long ratio = switch ((int) d.number(COMPRESSION, 1)) {
            case 1 -> 1;
            case 32773 -> 64;
            case 5 -> 1400;
            case 8, 32946 -> 1032;
            case 6, 7 -> 1200;
            default -> 20_000;
        };
        return pixels / 8 * bits / LEAST_SHARE > there * ratio;
    }

    private static Optional<String> unreadableLayout(Directory d) {
        String compression = UNREADABLE_COMPRESSIONS.get((int) d.number(COMPRESSION, 1));
        if (compression != null) {
            return Optional.of(compression + " compression");
        }
        long[] depths = d.numbers(BITS);
        long bits = depths.length == 0 ? 1 : depths[0];
        long format = d.number(SAMPLE_FORMAT, 1);
        if (Arrays.stream(depths).anyMatch(b -> b != bits)) {
            return Optional.of("channels of different depths");
        }
        if (format == 2 || format == 5) {
            return Optional.of("signed values");
        }
        if (format == 6) {
            return Optional.of("complex numbers");
        }
        boolean reads = format == 3 ? readsFloat(d, bits) : readsWhole(d, bits);
        return reads ? Optional.empty() : Optional.of(bits + " bits a channel in this arrangement");
    }

    private static long extras(Directory d) {
        return d.numbers(EXTRA_SAMPLES).length;
    }

    private static boolean readsFloat(Directory d, long bits) {
        return d.number(PHOTOMETRIC, 1) != 5 && (bits == 16 || bits == 32 || bits == 64 && extras(d) == 0);
    }

    private static boolean readsWhole(Directory d, long bits) {
        boolean planar = d.number(PLANAR, 1) == 2;
        boolean halfBytes = bits == 10 || bits == 12 || bits == 14;
        if (halfBytes && d.has(TILE_WIDTH)) {
            return false;
        }
        boolean alpha = extras(d) > 0;
        return switch ((int) d.number(PHOTOMETRIC, 1)) {
            case 0 -> Set.of(1L, 2L, 4L, 8L, 16L, 32L).contains(bits);
            case 1 -> Set.of(1L, 2L, 4L, 8L, 16L, 32L).contains(bits) || halfBytes && !alpha;
            case 2 -> bits == 8 || bits == 16 || bits == 32 || halfBytes && !alpha
                    || bits == 4 && (planar || alpha || !d.isLittleEndian()) || bits < 3 && !planar;
            case 3 -> Set.of(1L, 2L, 4L, 8L, 16L).contains(bits) || halfBytes;
            case 5 -> bits == 8 || bits == 16;
            case 6 -> bits == 8;
            default -> true;
        };
    }
}
