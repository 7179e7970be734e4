package studio.bcm;

/**
 * A failure that the user can understand and act on: its message is one plain sentence without class names. The command
 * line prints it and exits with 1; the window shows it.
 */
public class UserException extends RuntimeException {
    public UserException(String sentence) {
        super(sentence);
    }

    public UserException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
