package studio.bcm.ui.morph;

import java.util.ArrayList;
import java.util.List;
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
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Images;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.document.Crop;
import studio.bcm.ui.document.MorphPhoto;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.shell.StudioModel;

/** Lets the parts of the photos be moved and sized that the morph shows; all have the same aspect. */
final class CropDialog {
    private static final double BOX = 360;
    private static final double SMALL_BOX = 240;
    private static final double WIDEST = 860;

    private CropDialog() {
    }

    static void show(StudioModel model) {
        List<MorphPhoto> photos = model.document().state().photos();
        List<Crop> common = model.morph().commonFrame().orElse(null);
        if (common != null) {
            collect(model, photos, common, new ArrayList<>());
        }
    }

    /** Opens once all photos are there. */
    private static void collect(StudioModel model, List<MorphPhoto> photos, List<Crop> common, List<Raster> there) {
        if (there.size() == photos.size()) {
            open(model, photos, common, there);
            return;
        }
        model.gallery().whenLoaded(photos.get(there.size()).picture(), shown -> {
            there.add(shown.pyramid().smallest());
            collect(model, photos, common, there);
        });
    }

    private static void open(StudioModel model, List<MorphPhoto> photos, List<Crop> common, List<Raster> rasters) {
        boolean chosen = photos.stream().anyMatch(p -> !p.crop().equals(Crop.WHOLE));
        List<ObjectProperty<Crop>> crops = new ArrayList<>();
        HBox all = new HBox(3 * Ui.GRID);
        for (int i = 0; i < photos.size(); i++) {
            crops.add(new SimpleObjectProperty<>(chosen ? photos.get(i).crop() : common.get(i)));
            all.getChildren().add(box(MorphStage.letter(i), photos.get(i).picture(), rasters.get(i), crops.get(i), photos.size() > 2 ? SMALL_BOX : BOX));
        }
        Dialog<ButtonType> dialog = new Dialog<>();
        Ui.belongsToWindow(dialog);
        dialog.setTitle(Texts.of("crop.title"));
        dialog.setHeaderText(null);
        dialog.getDialogPane().setId("crop-dialog");
        ScrollPane scroll = new ScrollPane(all);
        scroll.getStyleClass().add("plain-scroll");
        scroll.setVbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setMaxWidth(WIDEST);
        VBox content = new VBox(2 * Ui.GRID, Ui.quiet(Texts.of("crop.hint")), scroll);
        content.setPadding(new Insets(2 * Ui.GRID));
        dialog.getDialogPane().setContent(content);
        ButtonType whole = new ButtonType(Texts.of("crop.whole"), ButtonBar.ButtonData.LEFT);
        ButtonType use = new ButtonType(Texts.of("crop.use"), ButtonBar.ButtonData.OK_DONE);
        dialog.getDialogPane().getButtonTypes().setAll(whole, Ui.cancel(), use);
        dialog.showAndWait().ifPresent(answer -> {
            if (answer == use) {
                model.morph().crop(crops.stream().map(ObjectProperty::get).toList());
            } else if (answer == whole) {
                model.morph().crop(photos.stream().map(p -> Crop.WHOLE).toList());
            }
        });
    }

    private static VBox box(String letter, PictureRef ref, Raster raster, ObjectProperty<Crop> crop, double side) {
        double scale = side / Math.max(ref.width(), ref.height());
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
