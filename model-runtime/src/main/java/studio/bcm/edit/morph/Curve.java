package studio.bcm.edit.morph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import studio.bcm.UserException;
import studio.bcm.edit.Easing;

/**
 * How far something is at each time of a morph: a smooth curve through knots that never turns back (Fritsch and Carlson,
 * Monotone piecewise cubic interpolation, 1980). It leads from 0 at time 0 to 1 at time 1.
 *
 * @param knots between the two ends, ordered by time; values do not fall
 */
public record Curve(List<Knot> knots) {
    public static final Curve LINEAR = new Curve(List.of());
    private static final int KNOTS_OF_PRESETS = 7;

    /** A place that a curve passes, both numbers in 0…1. */
    public record Knot(double time, double value) {
    }

    public Curve {
        knots = knots.stream().sorted(Comparator.comparingDouble(Knot::time)).toList();
        double time = 0;
        double value = 0;
        for (Knot knot : knots) {
            if (!(knot.time > time && knot.time < 1 && knot.value >= value && knot.value <= 1)) {
                throw new IllegalArgumentException("a curve does not turn back, and stays within 0…1");
            }
            time = knot.time;
            value = knot.value;
        }
    }

    /** The curve of an ease preset. */
    public static Curve of(Easing easing) {
        if (easing == Easing.LINEAR) {
            return LINEAR;
        }
        List<Knot> knots = new ArrayList<>();
        for (int i = 1; i <= KNOTS_OF_PRESETS; i++) {
            double time = (double) i / (KNOTS_OF_PRESETS + 1);
            knots.add(new Knot(time, easing.at(time)));
        }
        return new Curve(knots);
    }

    /**
     * Reads a preset's name (linear, smooth, in, out), or knots as {@code time:value,time:value}.
     *
     * @throws UserException if it is neither
     */
    public static Curve parse(String text) {
        for (Easing easing : Easing.values()) {
            if (easing.name().equalsIgnoreCase(text)) {
                return of(easing);
            }
        }
        try {
            List<Knot> knots = new ArrayList<>();
            for (String knot : text.split(",")) {
                String[] parts = knot.split(":", 2);
                knots.add(new Knot(Double.parseDouble(parts[0]), Double.parseDouble(parts[1])));
            }
            return new Curve(knots);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new UserException("A curve is linear, smooth, in, out, or time:value pairs such as 0.3:0.1,0.7:0.9 that rise from 0 to 1, not '"
                    + text + "'.", e);
        }
    }

    /** The value at a time, 0…1. */
    public double at(double time) {
        int n = knots.size() + 2;
        double[] x = new double[n];
        double[] y = new double[n];
        x[n - 1] = 1;
        y[n - 1] = 1;
        for (int i = 1; i < n - 1; i++) {
            x[i] = knots.get(i - 1).time;
            y[i] = knots.get(i - 1).value;
        }
        int i = 0;
        while (i < n - 2 && time > x[i + 1]) {
            i++;
        }
        double width = x[i + 1] - x[i];
        double t = (time - x[i]) / width;
        double before = slope(x, y, i) * width;
        double after = slope(x, y, i + 1) * width;
        double value = y[i] * (1 + 2 * t) * (1 - t) * (1 - t) + before * t * (1 - t) * (1 - t) + y[i + 1] * t * t * (3 - 2 * t)
                - after * t * t * (1 - t);
        return Math.clamp(value, 0, 1);
    }

    /** The harmonic mean of the slopes on both sides, which keeps the curve from turning back. */
    private static double slope(double[] x, double[] y, int i) {
        double left = i == 0 ? -1 : (y[i] - y[i - 1]) / (x[i] - x[i - 1]);
        double right = i == x.length - 1 ? -1 : (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
        if (left < 0 || right < 0) {
            return Math.max(left, right);
        }
        return left + right == 0 ? 0 : 2 * left * right / (left + right);
    }
}
