package studio.bcm.image.jpeg;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Describes what is missing from a JPEG file. */
public final class JpegDamage {
    /** Some encoders leave a few bytes behind the last block. */
    private static final int HARMLESS_BYTES = 8;

    private JpegDamage() {
    }

    /**
     * What the user should know about the file's data; nothing for a file that is whole.
     *
     * @param suspicious whether the decoder complained about the data
     * @throws IOException if none of its rows can be read
     */
    public static List<String> describe(JpegFacts facts, boolean suspicious) throws IOException {
        JpegSegments segments = facts.segments();
        List<String> sentences = new ArrayList<>();
        if (!segments.isComplete() || suspicious || lacksScans(facts)) {
            damage(facts, segments.isComplete()).ifPresent(sentences::add);
        }
        return sentences;
    }

    /** Whether the scans of a progressive file leave bits of any coefficient out, by their headers alone. */
    private static boolean lacksScans(JpegFacts facts) {
        if (!facts.isProgressive()) {
            return false;
        }
        byte[] file = facts.segments().file();
        int[][] unknownBits = new int[facts.components().size()][64];
        Arrays.stream(unknownBits).forEach(bits -> Arrays.fill(bits, 16));
        JpegScanComponents scans = new JpegScanComponents(facts.segments());
        for (JpegSegments.Segment scan : facts.segments().all()) {
            if (scan.marker() != JpegSegments.SOS || scan.end() - scan.body() < 6) {
                continue;
            }
            for (int component : scans.of(scan)) {
                int from = file[scan.end() - 3] & 63;
                int to = file[scan.end() - 2] & 63;
                if (component >= 0 && from <= to) {
                    Arrays.fill(unknownBits[component], from, to + 1, file[scan.end() - 1] & 15);
                }
            }
        }
        return Arrays.stream(unknownBits).flatMapToInt(Arrays::stream).anyMatch(bits -> bits > 0);
    }

    private static Optional<String> damage(JpegFacts facts, boolean hasEnd) throws IOException {
        JpegCoefficients levels = facts.coefficients();
        if (levels.isEmpty() || levels.readableRows() <= 0) {
            throw new IOException(hasEnd ? "it is damaged: none of its pixels are there"
                    : "it breaks off before its first pixels");
        }
        int height = facts.height();
        int missing = height - levels.readableRows();
        if (missing > 0) {
            return Optional.of(hasEnd ? "it is damaged: the last " + missing + " of " + height
                    + " rows cannot be read, and those above may be wrong"
                    : "it breaks off: the last " + missing + " of " + height + " rows are missing");
        }
        if (!hasEnd) {
            return Optional.of(levels.isComplete() ? "it breaks off after its last row"
                    : "it breaks off: all rows are there, but fine detail is missing");
        }
        if (levels.damagedBlocks() > 0) {
            return Optional.of("it is damaged: " + levels.damagedBlocks()
                    + " of its blocks of 8×8 pixels cannot be read");
        }
        if (!levels.isComplete()) {
            return Optional.of("it is damaged: all rows are there, but fine detail is missing");
        }
        return levels.unreadBytes() > HARMLESS_BYTES
                ? Optional.of("it is damaged: some of its rows hold wrong pixels") : Optional.empty();
    }
}
