package studio.bcm.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import studio.bcm.UserException;

/** A class-conditional model held to one class, so that operations need not know of classes. */
public final class OfClass extends WrappedFunction {
    private static final int SUGGESTIONS = 5;

    private final long classId;

    /**
     * @param function the conditional model
     * @param classId  number of the class, from 0
     */
    public OfClass(ConsistencyFunction function, long classId) {
        super(function);
        this.classId = classId;
    }

    /**
     * Finds a class by its number, its name in any case, or a part of its name that no other class has.
     *
     * @param classes    names by number
     * @param nameOrId   what the user said
     * @throws UserException when there is no such class, or several
     */
    public static long find(List<String> classes, String nameOrId) {
        if (classes.isEmpty()) {
            throw new UserException("This model has no classes, so '" + nameOrId + "' cannot be chosen.");
        }
        if (nameOrId.matches("\\d{1,9}")) {
            int id = Integer.parseInt(nameOrId);
            if (id >= classes.size()) {
                throw new UserException("There is no class " + id + "; they go from 0 to " + (classes.size() - 1) + ".");
            }
            return id;
        }
        String wanted = nameOrId.toLowerCase(Locale.ROOT);
        int[] exact = IntStream.range(0, classes.size()).filter(i -> classes.get(i).toLowerCase(Locale.ROOT).equals(wanted)).toArray();
        int[] part = IntStream.range(0, classes.size()).filter(i -> classes.get(i).toLowerCase(Locale.ROOT).contains(wanted)).toArray();
        if (exact.length == 1 || exact.length == 0 && part.length == 1) {
            return exact.length == 1 ? exact[0] : part[0];
        }
        int[] several = exact.length > 0 ? exact : part;
        if (several.length == 0) {
            throw new UserException("There is no class '" + nameOrId + "'.");
        }
        throw new UserException("'" + nameOrId + "' may be " + String.join(", ", Arrays.stream(several).limit(SUGGESTIONS)
                .mapToObj(i -> i + " (" + classes.get(i) + ")").toList()) + (several.length > SUGGESTIONS ? " and more" : "") + "; say which by its number.");
    }

    @Override
    public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
        long[] all = new long[n];
        Arrays.fill(all, classId);
        return function.evaluate(x, n, height, width, t, u, all);
    }
}
