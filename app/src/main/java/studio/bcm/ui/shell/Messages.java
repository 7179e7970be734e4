package studio.bcm.ui.shell;

import java.io.IOException;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.UserException;
import studio.bcm.ui.Sentences;
import studio.bcm.ui.Texts;

/** Messages to the user, newest last; each stays until it is dismissed, or for a while if nothing is wrong. */
public final class Messages {
    private static final Logger LOG = LoggerFactory.getLogger(Messages.class);
    private static final int MOST = 4;

    private final ObservableList<Message> shown = FXCollections.observableArrayList();

    public ObservableList<Message> shown() {
        return shown;
    }

    public void info(String text) {
        add(Message.of(Message.Kind.INFO, text));
    }

    public void success(String text) {
        add(Message.of(Message.Kind.SUCCESS, text));
    }

    /** A warning, in the window's words or the runtime's. */
    public void warning(String text) {
        add(Message.of(Message.Kind.WARNING, Sentences.translate(text)));
    }

    public void add(Message message) {
        shown.removeIf(m -> m.text().equals(message.text()));
        shown.add(message);
        while (shown.size() > MOST) {
            shown.removeFirst();
        }
    }

    /** A failure in words: the sentence that it brings, or one that says what to do. The details go to the log. */
    public void failure(Throwable error) {
        add(Message.of(Message.Kind.ERROR, describe(error)));
    }

    public static String describe(Throwable error) {
        return switch (error) {
            case UserException e -> Sentences.translate(e.getMessage());
            case OutOfMemoryError e -> Texts.of("error.memory");
            case IOException e -> {
                LOG.warn("A file could not be used", e);
                yield Texts.of("error.file", Sentences.translate(e.getMessage()));
            }
            default -> {
                LOG.error("Unexpected failure", error);
                yield Texts.of("error.unexpected", error.getClass().getSimpleName());
            }
        };
    }

    public void dismiss(Message message) {
        shown.remove(message);
    }
}
