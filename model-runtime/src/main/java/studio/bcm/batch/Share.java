package studio.bcm.batch;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import studio.bcm.UserException;

/**
 * One of several equal shares of a batch, each for a process of its own: one for each GPU, or for each job of a cluster. All
 * see the same folder, take every {@code count}-th file of it and need to know nothing of each other.
 *
 * @param number 1…count
 * @param count  of shares
 */
public record Share(int number, int count) {
    /** The only share: everything. */
    public static final Share ALL = new Share(1, 1);

    private static final Pattern FORM = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

    public Share {
        if (count < 1 || number < 1 || number > count) {
            throw new UserException("A share is written as 1/4 to 4/4, not " + number + "/" + count + ".");
        }
    }

    /**
     * Reads {@code NUMBER/COUNT}.
     *
     * @throws UserException when it is none
     */
    public static Share parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new UserException("A share is written as 1/4 to 4/4, not '" + text + "'.");
        }
        return new Share(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** The items that belong to this share. */
    public <T> List<T> of(List<T> all) {
        return IntStream.range(0, all.size()).filter(i -> i % count == number - 1).mapToObj(all::get).toList();
    }
}
