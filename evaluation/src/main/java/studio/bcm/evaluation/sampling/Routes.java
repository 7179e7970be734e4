package studio.bcm.evaluation.sampling;

import java.util.List;
import java.util.Locale;
import studio.bcm.route.Move;

/** Routes in words. */
public final class Routes {
    private Routes() {
    }

    /** Such as {@code +0.07, 0.07→15→80}. */
    public static String text(List<Move> moves) {
        StringBuilder s = new StringBuilder();
        Float at = null;
        for (Move move : moves) {
            switch (move) {
                case Move.AddNoise(float sigma) -> {
                    s.append(s.isEmpty() ? "+" : ", +").append(level(sigma));
                    at = null;
                }
                case Move.Carry(float t, float u) -> {
                    if (at == null) {
                        s.append(s.isEmpty() ? "" : ", ").append(level(t));
                    }
                    s.append("→").append(level(u));
                    at = u;
                }
            }
        }
        return s.toString();
    }

    private static String level(float sigma) {
        String text = String.format(Locale.ROOT, "%.3f", sigma);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
}
