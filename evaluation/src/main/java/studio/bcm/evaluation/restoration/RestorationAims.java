package studio.bcm.evaluation.restoration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What restoration is held to. The gains are those over the plain JPEG that beat the best programs without a network by 1.2 dB. */
public final class RestorationAims {
    /** Gain in PSNR-RGB by quality. */
    private static final Map<String, Double> GAINS = Map.of("10", 1.81, "20", 1.81, "30", 1.78, "40", 1.81, "75", 1.15);
    private static final double HARM = -0.05;
    private static final double SHIFT = 0.2;
    private static final int LEAST_QUALITY_FOR_SHIFT = 30;
    private static final double BEHIND = 0.1;
    private static final double COLOUR_GAIN = 1;

    /**
     * One of them.
     *
     * @param text     what is measured, with its unit
     * @param limit    that it must keep
     * @param isLeast  whether the limit is a least value rather than a greatest
     * @param measured minus infinity where a photo that was exact was changed
     * @param met      whether it keeps the limit
     */
    public record Aim(String text, double limit, boolean isLeast, double measured, boolean met) {
        static Aim atLeast(String text, double limit, double measured) {
            return new Aim(text, limit, true, measured, measured >= limit);
        }

        static Aim atMost(String text, double limit, double measured) {
            return new Aim(text, limit, false, measured, measured <= limit);
        }
    }

    private RestorationAims() {
    }

    /** Each list may be null where it was not measured. */
    public static List<Aim> of(List<RestorationMeasure.Row> main, List<RestorationMeasure.Row> nearlyClean, List<RestorationMeasure.Row> blind,
            List<RestorationMeasure.Row> scaled, List<RestorationMeasure.Row> scaledClean, List<RestorationMeasure.Row> kinds) {
        List<Aim> aims = new ArrayList<>();
        for (RestorationMeasure.Row row : orEmpty(main)) {
            if (GAINS.containsKey(row.degradation())) {
                aims.add(Aim.atLeast("mean gain at quality " + row.degradation() + ", dB", GAINS.get(row.degradation()), row.gain()));
            }
        }
        List<RestorationMeasure.Row> unshifted = orEmpty(main).stream().filter(r -> Integer.parseInt(r.degradation()) >= LEAST_QUALITY_FOR_SHIFT).toList();
        if (!unshifted.isEmpty()) {
            aims.add(Aim.atMost("greatest shift of a channel's mean, any photo at quality " + LEAST_QUALITY_FOR_SHIFT + " and above, of 255", SHIFT,
                    greatest(unshifted, RestorationMeasure.Row::greatestShift)));
        }
        if (main != null) {
            aims.add(Aim.atLeast("mean gain in PSNR-Cb and in PSNR-Cr, least of all qualities, dB", COLOUR_GAIN,
                    least(main, r -> Math.min(r.gainCb(), r.gainCr()))));
        }
        for (RestorationMeasure.Row row : orEmpty(nearlyClean)) {
            aims.add(harm(row));
        }
        for (RestorationMeasure.Row row : orEmpty(blind)) {
            aims.add(Aim.atLeast("gain of any photo, " + row.degradation() + ", dB", 0, row.leastGain()));
        }
        for (List<RestorationMeasure.Row> rows : List.of(orEmpty(scaled), orEmpty(scaledClean), orEmpty(kinds))) {
            rows.forEach(row -> aims.add(harm(row)));
        }
        for (List<RestorationMeasure.Row> rows : List.of(orEmpty(main), orEmpty(blind), orEmpty(scaled))) {
            rows.stream().filter(r -> r.behindBest() != null).forEach(r -> aims.add(
                    Aim.atMost("automatic strength behind the best fixed one of each photo, " + r.degradation() + ", mean, dB", BEHIND, r.behindBest())));
        }
        return aims;
    }

    private static Aim harm(RestorationMeasure.Row row) {
        return Aim.atLeast("gain of any photo, " + row.degradation() + ", dB", HARM, row.leastGain());
    }

    private static double greatest(List<RestorationMeasure.Row> rows, ToDoubleFunction<RestorationMeasure.Row> figure) {
        return rows.stream().mapToDouble(figure).max().orElseThrow();
    }

    private static double least(List<RestorationMeasure.Row> rows, ToDoubleFunction<RestorationMeasure.Row> figure) {
        return rows.stream().mapToDouble(figure).min().orElseThrow();
    }

    private static List<RestorationMeasure.Row> orEmpty(List<RestorationMeasure.Row> rows) {
        return rows == null ? List.of() : rows;
    }
}
