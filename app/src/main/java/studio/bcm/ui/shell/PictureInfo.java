package studio.bcm.ui.shell;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Insets;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.effect.BlendMode;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import studio.bcm.image.Picture;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.image.CameraData;
import studio.bcm.ui.image.Histogram;

/** What is known of the picture that is edited: its file, what the camera wrote, and how its levels lie. */
final class PictureInfo {
    private static final double WIDTH = 320;
    private static final double HEIGHT = 110;

    private PictureInfo() {
    }

    /** A line of it. */
    private record Fact(String key, String value) {
    }

    static void show(StudioModel model) {
        Gallery.Shown shown = model.shownAProperty().get();
        if (shown == null) {
            return;
        }
        Dialog<Void> dialog = new Dialog<>();
        Ui.belongsToWindow(dialog);
        dialog.setTitle(Texts.of("menu.info"));
        dialog.setHeaderText(null);
        dialog.getDialogPane().setId("info-dialog");
        dialog.getDialogPane().getButtonTypes().setAll(Ui.close());
        dialog.setResultConverter(button -> null);
        GridPane table = new GridPane(2 * Ui.GRID, Ui.GRID / 2);
        int row = 0;
        for (Fact fact : facts(shown)) {
            Label name = Ui.quiet(Texts.of(fact.key()));
            name.setMinWidth(Label.USE_PREF_SIZE);
            Label value = Ui.text(fact.value());
            value.setMaxWidth(WIDTH - 80);
            table.addRow(row++, name, value);
        }
        Canvas histogram = new Canvas(WIDTH, HEIGHT);
        histogram.setAccessibleText(Texts.of("info.histogram"));
        draw(histogram.getGraphicsContext2D(), Histogram.of(shown.pyramid().smallest()));
        VBox content = new VBox(2 * Ui.GRID, histogram, table);
        content.setPadding(new Insets(2 * Ui.GRID));
        dialog.getDialogPane().setContent(content);
        dialog.show();
    }

    private static List<Fact> facts(Gallery.Shown shown) {
        Picture picture = shown.picture();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("info.name", shown.ref().name()));
        facts.add(new Fact("info.size", Texts.of("file.size", picture.width(), picture.height())));
        picture.sourceFormat().ifPresent(f -> facts.add(new Fact("info.format", f.title() + ", " + Texts.of("info.bits", picture.bits()))));
        picture.jpegFacts().ifPresent(f -> facts.add(new Fact("info.quality", Integer.toString(f.quality()))));
        facts.add(new Fact("info.profile", Texts.of(picture.iccProfile().isPresent() ? "info.profile.own" : "info.profile.none")));
        CameraData.of(picture.metadata()).ifPresent(camera -> {
            facts.add(new Fact("info.camera", camera.camera()));
            facts.add(new Fact("info.taken", camera.taken()));
            facts.add(new Fact("info.exposure", camera.exposure().isEmpty() ? "" : camera.exposure() + " s"));
            facts.add(new Fact("info.aperture", camera.aperture().isEmpty() ? "" : "f/" + camera.aperture()));
            facts.add(new Fact("info.iso", camera.iso()));
            facts.add(new Fact("info.focal", camera.focal().isEmpty() ? "" : camera.focal() + " mm"));
            facts.add(new Fact("info.place", camera.place() ? Texts.of("info.place.yes") : ""));
        });
        facts.removeIf(fact -> fact.value().isEmpty());
        return facts;
    }

    private static void draw(GraphicsContext g, Histogram histogram) {
        g.setFill(Color.gray(0.12));
        g.fillRoundRect(0, 0, WIDTH, HEIGHT, 8, 8);
        g.setGlobalBlendMode(BlendMode.ADD);
        double most = Math.sqrt(histogram.most());
        int[][] channels = {histogram.red(), histogram.green(), histogram.blue()};
        Color[] colours = {Color.rgb(210, 60, 60), Color.rgb(60, 180, 70), Color.rgb(70, 100, 220)};
        for (int c = 0; c < channels.length; c++) {
            g.setFill(colours[c]);
            double step = WIDTH / channels[c].length;
            for (int level = 0; level < channels[c].length; level++) {
                // Roots, so that what is rare is seen beside what is frequent.
                double high = Math.min(1, Math.sqrt(channels[c][level]) / most) * (HEIGHT - 8);
                g.fillRect(level * step, HEIGHT - high, step + 0.2, high);
            }
        }
    }
}
