package studio.bcm.ui.shell;

import java.util.Locale;
import javafx.animation.PauseTransition;
import javafx.collections.ListChangeListener;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import studio.bcm.ui.control.Ui;

/** Messages to the user, over the lower right corner of the page. */
final class MessagesView extends VBox {
    private static final Duration SHORT = Duration.seconds(6);

    MessagesView(Messages messages) {
        super(Ui.GRID);
        setId("messages");
        setAlignment(Pos.BOTTOM_RIGHT);
        setPickOnBounds(false);
        // Above the strips that some pages have below, whose buttons are needed next.
        setPadding(new Insets(2 * Ui.GRID, 2 * Ui.GRID, 10 * Ui.GRID, 2 * Ui.GRID));
        messages.shown().forEach(m -> getChildren().add(card(messages, m)));
        messages.shown().addListener((ListChangeListener<Message>) change -> {
            getChildren().clear();
            messages.shown().forEach(m -> getChildren().add(card(messages, m)));
        });
    }

    private static HBox card(Messages messages, Message message) {
        Label text = Ui.text(message.text());
        text.getStyleClass().add("message-text");
        text.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(text, Priority.ALWAYS);
        HBox card = Ui.row(Ui.icon(icon(message.kind())), text);
        card.getStyleClass().addAll("message", message.kind().name().toLowerCase(Locale.ROOT));
        card.setMaxWidth(440);
        card.setMaxHeight(Region.USE_PREF_SIZE);
        if (message.action() != null) {
            Button act = new Button(message.actionLabel());
            act.setMinWidth(Region.USE_PREF_SIZE);
            act.setOnAction(e -> {
                messages.dismiss(message);
                message.action().run();
            });
            card.getChildren().add(act);
        }
        Button close = Ui.iconButton("message.dismiss", "mdi2c-close", () -> messages.dismiss(message));
        close.setMinWidth(Region.USE_PREF_SIZE);
        card.getChildren().add(close);
        if (message.kind() == Message.Kind.INFO || message.kind() == Message.Kind.SUCCESS) {
            PauseTransition wait = new PauseTransition(SHORT);
            wait.setOnFinished(e -> messages.dismiss(message));
            wait.play();
        }
        return card;
    }

    private static String icon(Message.Kind kind) {
        return switch (kind) {
            case INFO -> "mdi2i-information-outline";
            case SUCCESS -> "mdi2c-check-circle-outline";
            case WARNING -> "mdi2a-alert-outline";
            case ERROR -> "mdi2a-alert-circle-outline";
        };
    }
}
