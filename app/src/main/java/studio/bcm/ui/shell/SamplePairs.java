package studio.bcm.ui.shell;

import java.nio.file.Path;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.layout.HBox;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Thumbnail;
import studio.bcm.ui.control.Ui;

/** Pairs of the program's own pictures, each a click away from its morph. */
final class SamplePairs extends HBox {
    private static final double WIDTH = 84;
    private static final double HEIGHT = 60;

    SamplePairs(StudioModel model) {
        super(2 * Ui.GRID);
        setId("sample-pairs");
        setAlignment(Pos.CENTER);
        List<List<Path>> pairs = model.start().pairs();
        for (int i = 0; i < pairs.size(); i++) {
            List<Path> pair = pairs.get(i);
            HBox both = new HBox(2);
            for (Path file : pair) {
                Thumbnail thumbnail = new Thumbnail(WIDTH, HEIGHT, 6);
                model.start().thumbnail(file, thumbnail::show);
                both.getChildren().add(thumbnail);
            }
            Button button = new Button();
            button.setId("sample-pair-" + i);
            button.setGraphic(both);
            button.getStyleClass().add("picture-button");
            String names = stem(pair.get(0)) + " → " + stem(pair.get(1));
            button.setAccessibleText(Texts.of("morph.sample", names));
            button.setOnAction(e -> model.openPair(pair.get(0), pair.get(1)));
            getChildren().add(Ui.tipText(button, Texts.of("morph.sample", names)));
        }
    }

    private static String stem(Path file) {
        return file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    }
}
