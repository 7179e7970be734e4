package studio.bcm.ui.document;

/**
 * A picture of a document: a file in its store.
 *
 * @param file   name in the store
 * @param name   for people, such as the name of the file that was opened
 * @param origin path of the file that was opened, or empty for a result
 */
public record PictureRef(String file, String name, String origin, int width, int height) {
    public PictureRef {
        if (file == null || file.isBlank() || file.contains("/") || file.contains("\\") || file.startsWith(".")) {
            throw new IllegalArgumentException("'" + file + "' is no file of a document");
        }
        name = name == null ? file : name;
        origin = origin == null ? "" : origin;
    }
}
