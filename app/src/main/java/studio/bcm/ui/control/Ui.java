package studio.bcm.ui.control;

import atlantafx.base.controls.ProgressSliderSkin;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Slider;
import javafx.scene.control.TitledPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import javafx.util.Duration;
import javafx.util.StringConverter;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.bcm.ui.Texts;

/** The few kinds of control that the window is made of, each with its words, tooltip and name for screen readers. */
public final class Ui {
    /** The grid on which everything is set. */
    public static final double GRID = 8;
    /** Widest that a column of text and cards is. */
    public static final double PAGE_WIDTH = 760;
    private static final Duration TOOLTIP_DELAY = Duration.millis(500);
    private static final double TOOLTIP_WIDTH = 280;
    public static final String STYLES = Ui.class.getResource("/studio/bcm/ui/studio.css").toExternalForm();

    private Ui() {
    }

    /** Puts a dialog over the window that has the focus, in the window's colours. */
    public static void belongsToWindow(Dialog<?> dialog) {
        Window owner = Window.getWindows().stream().filter(Window::isFocused).findFirst().orElse(Window.getWindows().getFirst());
        dialog.initOwner(owner);
        dialog.getDialogPane().getStylesheets().add(STYLES);
        dialog.getDialogPane().getStyleClass().add(owner.getScene().getRoot().getStyleClass().contains("dark") ? "dark" : "light");
    }

    /** The button that leaves a dialog without doing anything. JavaFX's own is in the language of the system. */
    public static ButtonType cancel() {
        return new ButtonType(Texts.of("dialog.cancel"), ButtonBar.ButtonData.CANCEL_CLOSE);
    }

    /** The button of a dialog that only shows something. */
    public static ButtonType close() {
        return new ButtonType(Texts.of("dialog.close"), ButtonBar.ButtonData.CANCEL_CLOSE);
    }

    public static FontIcon icon(String code) {
        return new FontIcon(code);
    }

    /** Attaches the words of {@code key + ".tip"} to a control. */
    public static <N extends Node> N tip(N node, String key) {
        return tipText(node, Texts.of(key + ".tip"));
    }

    public static <N extends Node> N tipText(N node, String text) {
        Tooltip tooltip = new Tooltip(text);
        tooltip.setShowDelay(TOOLTIP_DELAY);
        tooltip.setShowDuration(Duration.seconds(20));
        tooltip.setWrapText(true);
        tooltip.setMaxWidth(TOOLTIP_WIDTH);
        Tooltip.install(node, tooltip);
        node.setAccessibleHelp(text);
        return node;
    }

    /** A button with the words and tooltip of a key. */
    public static Button button(String key, Runnable action) {
        Button button = new Button(Texts.of(key));
        button.setId(id(key));
        button.setOnAction(e -> action.run());
        button.setMnemonicParsing(false);
        return tip(button, key);
    }

    public static Button button(String key, String icon, Runnable action) {
        Button button = button(key, action);
        button.setGraphic(icon(icon));
        return button;
    }

    /** The one button of a page that does what the page is for. */
    public static Button primary(String key, String icon, Runnable action) {
        Button button = button(key, icon, action);
        button.getStyleClass().add("accent");
        button.setMaxWidth(Double.MAX_VALUE);
        return button;
    }

    /** A button that is an icon alone; its words are its tooltip and its name. */
    public static Button iconButton(String key, String icon, Runnable action) {
        Button button = new Button();
        button.setId(id(key));
        button.setGraphic(icon(icon));
        button.getStyleClass().addAll("button-icon", "flat");
        button.setAccessibleText(Texts.of(key));
        button.setOnAction(e -> action.run());
        return tip(button, key);
    }

    /** A button that is an icon alone and stays down while something holds. */
    public static ToggleButton iconToggle(String key, String icon, ObservableValue<Boolean> value, Runnable action) {
        ToggleButton button = new ToggleButton();
        button.setId(id(key));
        button.setGraphic(icon(icon));
        button.setAccessibleText(Texts.of(key));
        keep(button, value);
        button.setSelected(value.getValue());
        value.addListener((o, before, now) -> button.setSelected(now));
        button.setOnAction(e -> {
            action.run();
            button.setSelected(value.getValue());
        });
        return tip(button, key);
    }

    public static String id(String key) {
        return key.replace('.', '-').toLowerCase(Locale.ROOT);
    }

    /** Bindings are held weakly by what they follow: this one lives as long as the node that shows it. */
    public static void keep(Node node, Object binding) {
        node.getProperties().put(binding, binding);
    }

    public static Label heading(String key) {
        Label label = new Label(Texts.of(key));
        label.getStyleClass().add("page-title");
        return label;
    }

    public static Label section(String key) {
        Label label = new Label(Texts.of(key));
        label.getStyleClass().add("section");
        return label;
    }

    public static Label text(String words) {
        Label label = new Label(words);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    public static Label quiet(String words) {
        Label label = text(words);
        label.getStyleClass().add("quiet");
        return label;
    }

    public static VBox column(Node... nodes) {
        return new VBox(GRID, nodes);
    }

    public static HBox row(Node... nodes) {
        HBox row = new HBox(GRID, nodes);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    public static Region spacer() {
        Region spacer = new Region();
        HBox.setHgrow(spacer, Priority.ALWAYS);
        VBox.setVgrow(spacer, Priority.ALWAYS);
        return spacer;
    }

    /**
     * A slider with its name on the left and its value on the right.
     *
     * @param value   to follow
     * @param changed hears what the user chooses
     * @param format  of the value
     */
    public static VBox slider(String key, double least, double most, double step, ObservableValue<? extends Number> value,
            Consumer<Double> changed, DoubleFunction<String> format) {
        Label name = new Label(Texts.of(key));
        Label shown = new Label();
        shown.getStyleClass().add("value");
        Slider slider = new Slider(least, most, value.getValue().doubleValue());
        slider.setId(id(key));
        slider.setBlockIncrement(step);
        slider.setMajorTickUnit(step);
        slider.setMinorTickCount(0);
        slider.setSnapToTicks(false);
        if (least >= 0) {
            filled(slider);
        }
        slider.setAccessibleText(Texts.of(key));
        name.setLabelFor(slider);
        slider.valueProperty().addListener((o, before, now) -> {
            double snapped = Math.clamp(least + Math.round((now.doubleValue() - least) / step) * step, least, most);
            shown.setText(format.apply(snapped));
            if (Math.abs(snapped - value.getValue().doubleValue()) > step / 100) {
                changed.accept(snapped);
            }
        });
        value.addListener((o, before, now) -> {
            if (!slider.isValueChanging() && Math.abs(now.doubleValue() - slider.getValue()) > step / 2) {
                slider.setValue(now.doubleValue());
            }
            shown.setText(format.apply(now.doubleValue()));
        });
        shown.setText(format.apply(value.getValue().doubleValue()));
        VBox box = new VBox(2, row(name, spacer(), shown), slider);
        keep(box, value);
        box.getStyleClass().add("field");
        tip(slider, key);
        tip(name, key);
        return box;
    }

    /** Colours the part of a slider from its beginning to where it stands. */
    public static void filled(Slider slider) {
        slider.setSkin(new ProgressSliderSkin(slider));
    }

    /** After a click the picture has the keys, so that Space compares; whoever goes by Tab stays where they are. */
    public static void afterClick(Node node, Runnable focusCanvas) {
        node.addEventHandler(MouseEvent.MOUSE_CLICKED, e -> focusCanvas.run());
    }

    /** Something with its name above. */
    public static VBox named(String key, Node node) {
        Label name = new Label(Texts.of(key));
        VBox field = new VBox(4, name, node);
        field.getStyleClass().add("field");
        return field;
    }

    /** A page of text and cards: one column in the middle, scrolled when it is high. */
    public static ScrollPane page(Region column) {
        column.setMaxWidth(PAGE_WIDTH);
        StackPane middle = new StackPane(column);
        middle.setAlignment(Pos.TOP_CENTER);
        middle.setPadding(new Insets(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID));
        ScrollPane scroll = new ScrollPane(middle);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("plain-scroll");
        return scroll;
    }

    public static CheckBox check(String key, ObservableValue<Boolean> value, Consumer<Boolean> changed) {
        CheckBox box = new CheckBox(Texts.of(key));
        box.setId(id(key));
        keep(box, value);
        box.setSelected(value.getValue());
        box.setMnemonicParsing(false);
        value.addListener((o, before, now) -> box.setSelected(now));
        box.setOnAction(e -> changed.accept(box.isSelected()));
        return tip(box, key);
    }

    /** How a list names its items; empty for none. */
    public static <T> StringConverter<T> inWords(Function<? super T, String> words) {
        return new StringConverter<>() {
            @Override
            public String toString(T item) {
                return item == null ? "" : words.apply(item);
            }

            @Override
            public T fromString(String text) {
                throw new UnsupportedOperationException("nothing is typed into a list to choose from");
            }
        };
    }

    /** A list to choose from, with its name above. */
    public static <T> VBox choice(String key, List<T> items, ObservableValue<T> value, Consumer<T> changed,
            Function<T, String> words) {
        ComboBox<T> box = new ComboBox<>();
        box.setId(id(key));
        box.getItems().setAll(items);
        box.setConverter(inWords(words));
        keep(box, value);
        box.setValue(value.getValue());
        box.setMaxWidth(Double.MAX_VALUE);
        value.addListener((o, before, now) -> box.setValue(now));
        box.setOnAction(e -> {
            if (box.getValue() != null && !box.getValue().equals(value.getValue())) {
                changed.accept(box.getValue());
            }
        });
        box.setAccessibleText(Texts.of(key));
        Label name = new Label(Texts.of(key));
        name.setLabelFor(box);
        tip(box, key);
        VBox field = new VBox(4, name, box);
        field.getStyleClass().add("field");
        return field;
    }

    /** A few alternatives side by side, one of which holds. */
    public static <T> HBox segmented(String key, List<T> items, ObservableValue<T> value, Consumer<T> changed,
            Function<T, String> itemKey) {
        ToggleGroup group = new ToggleGroup();
        HBox box = new HBox();
        keep(box, value);
        box.getStyleClass().add("segmented");
        for (int i = 0; i < items.size(); i++) {
            T item = items.get(i);
            ToggleButton button = new ToggleButton(Texts.of(itemKey.apply(item)));
            button.setId(id(itemKey.apply(item)));
            button.setToggleGroup(group);
            button.setSelected(item.equals(value.getValue()));
            button.setMaxWidth(Double.MAX_VALUE);
            button.setMnemonicParsing(false);
            HBox.setHgrow(button, Priority.ALWAYS);
            button.getStyleClass().add(i == 0 ? "left-pill" : i == items.size() - 1 ? "right-pill" : "center-pill");
            button.setOnAction(e -> {
                button.setSelected(true);
                changed.accept(item);
            });
            value.addListener((o, before, now) -> button.setSelected(item.equals(now)));
            tip(button, itemKey.apply(item));
            box.getChildren().add(button);
        }
        box.setAccessibleRole(AccessibleRole.TOOL_BAR);
        box.setAccessibleText(Texts.of(key));
        return box;
    }

    /** Controls that few need, folded away. */
    public static TitledPane more(Node... nodes) {
        VBox box = new VBox(2 * GRID, nodes);
        box.setPadding(new Insets(GRID, 0, GRID, 0));
        TitledPane pane = new TitledPane(Texts.of("more"), box);
        pane.setId("more");
        pane.setExpanded(false);
        pane.setAnimated(false);
        pane.getStyleClass().addAll("more", "dense");
        return pane;
    }

    /** Shows a node, and gives it room, only while something holds. */
    public static <N extends Node> N visibleWhen(N node, ObservableValue<Boolean> condition) {
        node.visibleProperty().bind(Bindings.createBooleanBinding(() -> Boolean.TRUE.equals(condition.getValue()), condition));
        node.managedProperty().bind(node.visibleProperty());
        return node;
    }
}
