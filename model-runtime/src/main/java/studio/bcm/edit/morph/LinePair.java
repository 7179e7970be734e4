package studio.bcm.edit.morph;

import java.util.ArrayList;
import java.util.List;

/**
 * An open polyline in A and the one in B that corresponds to it, from end to end by length; in pixels of each photo.
 *
 * @param a at least two places, the first and the last of which lie apart
 */
public record LinePair(List<Place> a, List<Place> b) {
    public LinePair {
        a = List.copyOf(a);
        b = List.copyOf(b);
        if (a.size() < 2 || b.size() < 2 || length(a) == 0 || length(b) == 0) {
            throw new IllegalArgumentException("a line has at least two places");
        }
    }

    /** A place in a photo, in its pixels. */
    public record Place(double x, double y) {
    }

    /** Pairs of points along both lines, the corners of both among them. */
    List<PointPair> points(int count) {
        List<Double> shares = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            shares.add((double) i / (count - 1));
        }
        shares.addAll(corners(a));
        shares.addAll(corners(b));
        List<PointPair> points = new ArrayList<>();
        double before = -1;
        for (double share : shares.stream().sorted().toList()) {
            if (share - before > 0.2 / count) {
                Place ofA = along(a, share);
                Place ofB = along(b, share);
                points.add(new PointPair(ofA.x, ofA.y, ofB.x, ofB.y));
                before = share;
            }
        }
        return points;
    }

    private static List<Double> corners(List<Place> line) {
        List<Double> shares = new ArrayList<>();
        double whole = length(line);
        for (int i = 1; i + 1 < line.size(); i++) {
            shares.add(length(line.subList(0, i + 1)) / whole);
        }
        return shares;
    }

    static double length(List<Place> line) {
        double sum = 0;
        for (int i = 1; i < line.size(); i++) {
            sum += Math.hypot(line.get(i).x - line.get(i - 1).x, line.get(i).y - line.get(i - 1).y);
        }
        return sum;
    }

    /** The place at a share of the length, 0…1. */
    static Place along(List<Place> line, double share) {
        double rest = share * length(line);
        for (int i = 1; i < line.size(); i++) {
            Place from = line.get(i - 1);
            Place to = line.get(i);
            double step = Math.hypot(to.x - from.x, to.y - from.y);
            if (rest <= step && step > 0) {
                double t = rest / step;
                return new Place(from.x + t * (to.x - from.x), from.y + t * (to.y - from.y));
            }
            rest -= step;
        }
        return line.getLast();
    }
}
