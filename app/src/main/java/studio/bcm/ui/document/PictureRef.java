package studio.bcm.ui.document;

import java.util.regex.Pattern;

/**
 * A picture of a document: a file in its store.
 *
 * @param file   name in the store
 * @param name   for people, such as the name of the file that was opened
 * @param origin path of the file that was opened, or empty for a result
 */
public record PictureRef(String file, String name, String origin, int width, int height) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final int LONGEST = 200;

    public PictureRef {
        requirePlain(file);
        name = name == null ? file : name;
        origin = origin == null ? "" : origin;
    }

    /**
     * Refuses what would lead out of the store on any system: folders, drives, {@code ..}, streams of a file.
     *
     * @throws IllegalArgumentException if it is no plain name of a file
     */
    static void requirePlain(String file) {
        if (file == null || file.length() > LONGEST || !PLAIN.matcher(file).matches()) {
            throw new IllegalArgumentException(file == null ? "a file of the document has no name" : "'" + file
                    + "' is no file of a document");
        }
    }
}
