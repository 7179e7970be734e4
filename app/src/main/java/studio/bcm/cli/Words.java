package studio.bcm.cli;

import java.time.Duration;
import java.util.Locale;

/** Figures as people read them. */
final class Words {
    private Words() {
    }

    /** Such as {@code 0.42 s}, {@code 12 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    static String duration(Duration time) {
        double seconds = time.toNanos() / 1e9;
        if (seconds < 10) {
            return String.format(Locale.ROOT, seconds < 1 ? "%.2f s" : "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600 ? whole / 60 + " min " + whole % 60 + " s" : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }

    /** Such as {@code 640 kB} or {@code 31.2 MB}. */
    static String bytes(long bytes) {
        return bytes < 1_000_000 ? Math.max(1, bytes / 1000) + " kB" : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}
