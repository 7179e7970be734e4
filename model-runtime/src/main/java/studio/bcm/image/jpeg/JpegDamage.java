package studio.bcm.image.jpeg;

import java.util.ArrayList;
import java.util.List;

/** Tells in words what is missing from a JPEG file. */
public final class JpegDamage {
    private JpegDamage() {
    }

    public static List<String> describe(JpegFacts facts) {
        List<String> sentences = new ArrayList<>();
        JpegSegments segments = facts.segments();
        if (!segments.isComplete()) {
            int rows = facts.coefficients().readableRows();
            int missing = facts.height() - rows;
            sentences.add(missing > 0
                    ? "it breaks off: the last " + missing + " of " + facts.height() + " rows are missing"
                    : "it breaks off: all rows are there, but fine detail is missing");
        } else if (segments.trailingBytes() > 0) {
            sentences.add("the " + segments.trailingBytes() + " bytes after the end of the picture were left out");
        }
        return sentences;
    }
}
