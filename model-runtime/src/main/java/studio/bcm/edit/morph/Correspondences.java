package studio.bcm.edit.morph;

import java.util.List;

/**
 * What is known beforehand of two photos: which places correspond.
 *
 * @param pairs of places that have to meet
 * @param lines that have to meet along their whole length
 * @param hints pairs that should meet, with a weight each, such as the features of faces
 */
public record Correspondences(List<PointPair> pairs, List<LinePair> lines, List<Hint> hints) {
    public static final Correspondences NONE = new Correspondences(List.of(), List.of(), List.of());

    public Correspondences {
        pairs = List.copyOf(pairs);
        lines = List.copyOf(lines);
        hints = List.copyOf(hints);
    }

    /**
     * A pair that should meet, found by a program.
     *
     * @param weight greater than 0; at 1 it counts as much as a few hundredths of the picture around it
     */
    public record Hint(PointPair pair, double weight) {
        public Hint {
            if (!(weight > 0 && Double.isFinite(weight))) {
                throw new IllegalArgumentException("weight " + weight);
            }
        }
    }

    public Correspondences withHints(List<Hint> value) {
        return new Correspondences(pairs, lines, value);
    }

    public boolean isEmpty() {
        return pairs.isEmpty() && lines.isEmpty() && hints.isEmpty();
    }
}
