package studio.bcm.ui.vary;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.models.ClassModel;
import studio.bcm.ui.shell.Page;
import studio.bcm.ui.shell.StudioModel;

/** What new pictures shall be: their size and number and, where the model has classes, of what. */
public final class GenerateDialog {
    private static final int LEAST = 16;
    private static final int MOST = 4096;
    private static final int MOST_PICTURES = 12;
    private static final double WIDTH = 340;

    private final StudioModel model;
    private final TextField width = new TextField("512");
    private final TextField height = new TextField("512");
    private final SimpleIntegerProperty count = new SimpleIntegerProperty(4);
    private final ObjectProperty<ClassModel.Entry> ofClass = new SimpleObjectProperty<>();

    private GenerateDialog(StudioModel model) {
        this.model = model;
        ofClass.set(model.classes().chosenProperty().get());
    }

    /** Asks, and has the pictures made on the page of the variations. */
    public static void show(StudioModel model) {
        GenerateDialog asked = new GenerateDialog(model);
        Dialog<ResampleModel.NewPictures> dialog = asked.dialog();
        dialog.showAndWait().ifPresent(asked::make);
    }

    private void make(ResampleModel.NewPictures wanted) {
        model.pageProperty().set(Page.RESAMPLE);
        if (ofClass.get() != null) {
            model.classes().choose(ofClass.get());
        }
        model.resample().generate(wanted);
    }

    private Dialog<ResampleModel.NewPictures> dialog() {
        Dialog<ResampleModel.NewPictures> dialog = new Dialog<>();
        Ui.belongsToWindow(dialog);
        dialog.setTitle(Texts.of("generate.title"));
        dialog.setHeaderText(null);
        dialog.getDialogPane().setId("generate-dialog");
        ButtonType ok = new ButtonType(Texts.of("resample.generate"), ButtonBar.ButtonData.OK_DONE);
        dialog.getDialogPane().getButtonTypes().setAll(ok, Ui.cancel());
        List<Node> rows = new ArrayList<>(List.of(Ui.quiet(Texts.of("generate.words"))));
        if (!model.classes().matches().isEmpty()) {
            rows.add(Ui.named("generate.class", classes()));
        }
        rows.add(Ui.named("generate.size", Ui.row(side(width, "generate.width"), new Label("×"), side(height, "generate.height"),
                new Label(Texts.of("generate.pixels")))));
        rows.add(Ui.slider("resample.count", 1, MOST_PICTURES, 1, count, v -> count.set(v.intValue()), v -> Integer.toString((int) v)));
        VBox content = new VBox(2 * Ui.GRID, rows.toArray(Node[]::new));
        content.setPadding(new Insets(2 * Ui.GRID));
        content.setPrefWidth(WIDTH);
        dialog.getDialogPane().setContent(content);
        dialog.getDialogPane().lookupButton(ok).disableProperty().bind(Bindings.createBooleanBinding(() -> wanted().isEmpty(), width.textProperty(),
                height.textProperty()));
        dialog.setResultConverter(button -> button == ok ? wanted().orElse(null) : null);
        return dialog;
    }

    private ComboBox<ClassModel.Entry> classes() {
        ComboBox<ClassModel.Entry> box = new ComboBox<>(model.classes().matches());
        box.setId("generate-class");
        box.setMaxWidth(Double.MAX_VALUE);
        box.valueProperty().bindBidirectional(ofClass);
        box.setAccessibleText(Texts.of("generate.class"));
        return Ui.tip(box, "generate.class");
    }

    private static TextField side(TextField field, String key) {
        field.setId(Ui.id(key));
        field.setPrefColumnCount(5);
        field.setAccessibleText(Texts.of(key));
        return Ui.tip(field, key);
    }

    /** Empty while what is typed is no size. */
    private Optional<ResampleModel.NewPictures> wanted() {
        try {
            int w = Integer.parseInt(width.getText().strip());
            int h = Integer.parseInt(height.getText().strip());
            return w < LEAST || h < LEAST || w > MOST || h > MOST ? Optional.empty() : Optional.of(new ResampleModel.NewPictures(count.get(), w, h));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
