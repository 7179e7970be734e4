package studio.bcm.image.metadata;

import java.util.Optional;

/**
 * A text that a file carries beside its picture: a text chunk of PNG, or a comment of JPEG.
 *
 * @param keyword such as "Title", "Author" or "Comment"
 * @param value   the text
 * @param chunk   the chunk of PNG that it comes from, to be written as it was; empty for other files
 */
public record PictureText(String keyword, String value, Optional<PngChunks.Chunk> chunk) {
    /** The keyword of what JPEG calls a comment. */
    public static final String COMMENT = "Comment";

    /** A comment of another file than PNG. */
    public static PictureText comment(String value) {
        return new PictureText(COMMENT, value, Optional.empty());
    }
}
