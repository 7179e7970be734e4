package studio.bcm.ui.morph;

import java.util.Locale;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Insets;
import javafx.scene.Cursor;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Images;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.document.Crop;
import studio.bcm.ui.document.DocumentState;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.shell.StudioModel;

/** Lets the parts of A and B be moved and sized that the morph shows; both have the same aspect. */
final class CropDialog {
    private static final double BOX = 360;

    private CropDialog() {
    }

    static void show(StudioModel model) {
        DocumentState s = model.document().state();
        Crop[] common = model.interpolate().commonFrame().orElse(null);
        if (common == null) {
            return;
        }
        model.gallery().whenLoaded(s.a(), a -> model.gallery().whenLoaded(s.b(), b ->
                open(model, s, common, a.pyramid().smallest(), b.pyramid().smallest())));
    }

    private static void open(StudioModel model, DocumentState s, Crop[] common, Raster a, Raster b) {
        ObjectProperty<Crop> cropA = new SimpleObjectProperty<>(s.cropA().equals(Crop.WHOLE) ? common[0] : s.cropA());
        ObjectProperty<Crop> cropB = new SimpleObjectProperty<>(s.cropB().equals(Crop.WHOLE) ? common[1] : s.cropB());
        Dialog<ButtonType> dialog = new Dialog<>();
        Ui.belongsToWindow(dialog);
        dialog.setTitle(Texts.of("crop.title"));
        dialog.setHeaderText(null);
        dialog.getDialogPane().setId("crop-dialog");
        HBox both = new HBox(3 * Ui.GRID, box("A", s.a(), a, cropA), box("B", s.b(), b, cropB));
        VBox content = new VBox(2 * Ui.GRID, Ui.quiet(Texts.of("crop.hint")), both);
        content.setPadding(new Insets(2 * Ui.GRID));
        dialog.getDialogPane().setContent(content);
        ButtonType whole = new ButtonType(Texts.of("crop.whole"), ButtonBar.ButtonData.LEFT);
        ButtonType use = new ButtonType(Texts.of("crop.use"), ButtonBar.ButtonData.OK_DONE);
        dialog.getDialogPane().getButtonTypes().setAll(whole, Ui.cancel(), use);
        dialog.showAndWait().ifPresent(answer -> {
            if (answer == use) {
                model.interpolate().crop(cropA.get(), cropB.get());
                model.interpolate().run();
            } else if (answer == whole) {
                model.interpolate().crop(Crop.WHOLE, Crop.WHOLE);
                model.interpolate().run();
            }
        });
    }

    private static VBox box(String letter, PictureRef ref, Raster raster, ObjectProperty<Crop> crop) {
        double scale = BOX / Math.max(ref.width(), ref.height());
        Canvas canvas = new Canvas(ref.width() * scale, ref.height() * scale);
        canvas.setId("crop-" + letter.toLowerCase(Locale.ROOT));
        canvas.setFocusTraversable(true);
        canvas.setCursor(Cursor.MOVE);
        canvas.setAccessibleText(Texts.of("crop.box", letter));
        Runnable draw = () -> draw(canvas, raster, crop.get());
        crop.addListener((o, before, now) -> draw.run());
        double[] last = new double[2];
        canvas.setOnMousePressed(e -> {
            canvas.requestFocus();
            last[0] = e.getX();
            last[1] = e.getY();
        });
        canvas.setOnMouseDragged(e -> {
            crop.set(crop.get().moved((e.getX() - last[0]) / canvas.getWidth(), (e.getY() - last[1]) / canvas.getHeight()));
            last[0] = e.getX();
            last[1] = e.getY();
        });
        canvas.setOnScroll(e -> crop.set(crop.get().scaled(Math.pow(1.0015, e.getDeltaY()))));
        canvas.setOnKeyPressed(e -> {
            Crop c = crop.get();
            Crop next = switch (e.getCode()) {
                case LEFT -> c.moved(-0.01, 0);
                case RIGHT -> c.moved(0.01, 0);
                case UP -> c.moved(0, -0.01);
                case DOWN -> c.moved(0, 0.01);
                case PLUS, ADD, EQUALS -> c.scaled(1.05);
                case MINUS, SUBTRACT -> c.scaled(1 / 1.05);
                default -> c;
            };
            if (next != c) {
                crop.set(next);
                e.consume();
            }
        });
        draw.run();
        Label name = new Label(letter + "  " + ref.name());
        return new VBox(Ui.GRID, name, canvas);
    }

    private static void draw(Canvas canvas, Raster raster, Crop crop) {
        GraphicsContext g = canvas.getGraphicsContext2D();
        double w = canvas.getWidth();
        double h = canvas.getHeight();
        g.clearRect(0, 0, w, h);
        g.drawImage(Images.of(raster), 0, 0, w, h);
        g.setFill(Color.color(0, 0, 0, 0.55));
        double x = crop.x() * w;
        double y = crop.y() * h;
        double cw = crop.width() * w;
        double ch = crop.height() * h;
        g.fillRect(0, 0, w, y);
        g.fillRect(0, y + ch, w, h - y - ch);
        g.fillRect(0, y, x, ch);
        g.fillRect(x + cw, y, w - x - cw, ch);
        g.setStroke(Color.WHITE);
        g.setLineWidth(1.5);
        g.strokeRect(x + 1, y + 1, cw - 2, ch - 2);
    }
}
