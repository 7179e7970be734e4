package studio.bcm.ui.document;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import studio.bcm.edit.morph.LinePair;
import studio.bcm.edit.morph.LinePair.Place;
import studio.bcm.edit.morph.PointPair;

/**
 * How one photo of a morph becomes the next: what corresponds, in pixels of both photos, and how it passes.
 *
 * @param pairs   places that have to meet
 * @param lines   lines that have to meet
 * @param dropped suggested places, in the first photo, that are not wanted
 * @param shape   how shapes pass in time, as a curve's words
 * @param colour  how colours pass
 * @param detail  how details pass
 * @param order   which places change first: all, up, left or centre
 * @param hold    share of the time that each photo stands still, below 0.5
 * @param take    what was painted to be taken from which photo, as a picture of the store, or null
 */
@RecordBuilder
@JsonIgnoreProperties(ignoreUnknown = true)
public record MorphPassage(List<PointPair> pairs, List<LinePair> lines, List<Place> dropped, String shape, String colour, String detail, String order,
        double hold, @Nullable PictureRef take) implements MorphPassageBuilder.With {
    public static final MorphPassage PLAIN = new MorphPassage(null, null, null, null, null, null, null, 0, null);

    public MorphPassage {
        pairs = pairs == null ? List.of() : List.copyOf(pairs);
        lines = lines == null ? List.of() : List.copyOf(lines);
        dropped = dropped == null ? List.of() : List.copyOf(dropped);
        shape = shape == null ? "smooth" : shape;
        colour = colour == null ? "smooth" : colour;
        detail = detail == null ? "smooth" : detail;
        order = order == null ? "all" : order;
        hold = Math.clamp(hold, 0, 0.49);
    }

    public MorphPassage withPair(int index, PointPair pair) {
        List<PointPair> all = new ArrayList<>(pairs);
        all.set(index, pair);
        return withPairs(all);
    }

    public MorphPassage withLine(int index, LinePair line) {
        List<LinePair> all = new ArrayList<>(lines);
        all.set(index, line);
        return withLines(all);
    }

    /** The same way to pass between other photos, of which nothing is known. */
    MorphPassage between() {
        return new MorphPassage(null, null, null, shape, colour, detail, order, hold, null);
    }

    /** The way back. */
    MorphPassage reversed() {
        UnaryOperator<PointPair> turned = p -> new PointPair(p.xb(), p.yb(), p.xa(), p.ya());
        return new MorphPassage(pairs.stream().map(turned).toList(), lines.stream().map(l -> new LinePair(l.b(), l.a())).toList(), null, shape, colour,
                detail, order, hold, null);
    }
}
