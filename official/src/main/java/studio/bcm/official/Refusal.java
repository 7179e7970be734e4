package studio.bcm.official;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import studio.bcm.UserException;

/** Words a refusal of a file. Whatever comes out of the file is made fit to print first. */
record Refusal(Path file) {
    private static final int LONGEST_NAME = 120;

    UserException because(String why) {
        return because(why, null);
    }

    UserException because(String why, Throwable cause) {
        return new UserException(file.getFileName() + " cannot be imported: " + why + ".", cause);
    }

    /** A name from the file without control characters, and not longer than a line. */
    static String printable(String name) {
        String cut = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
        return cut.replaceAll("[\\p{Cntrl}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
    }

    static String printable(long[] shape) {
        return shape.length == 0 ? "a single value" : Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining("×"));
    }
}
