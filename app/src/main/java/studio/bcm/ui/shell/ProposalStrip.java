package studio.bcm.ui.shell;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Thumbnail;
import studio.bcm.ui.control.Ui;
import studio.bcm.ui.document.PictureRef;

/** The proposals of a filling, with the picture as it is in front. */
final class ProposalStrip extends HBox {
    private static final double WIDTH = 96;
    private static final double HEIGHT = 72;

    private final StudioModel model;
    private final Runnable focusCanvas;
    private List<PictureRef> shown = List.of();
    private PictureRef original;

    ProposalStrip(StudioModel model, Runnable focusCanvas) {
        super(Ui.GRID);
        this.model = model;
        this.focusCanvas = focusCanvas;
        getStyleClass().add("strip");
        setAlignment(Pos.CENTER_LEFT);
        model.document().stateProperty().addListener((o, before, now) -> refresh());
        refresh();
    }

    private void refresh() {
        List<PictureRef> proposals = model.document().state().proposals();
        PictureRef a = model.document().state().a();
        boolean any = !proposals.isEmpty() && a != null;
        setVisible(any);
        setManaged(any);
        if (!any) {
            getChildren().clear();
            shown = List.of();
            return;
        }
        if (proposals.equals(shown) && a.equals(original)) {
            return;
        }
        shown = proposals;
        original = a;
        getChildren().setAll(cell(-1, a, Texts.of("inpaint.original")));
        for (int i = 0; i < proposals.size(); i++) {
            getChildren().add(cell(i, proposals.get(i), Texts.of("inpaint.proposal", i + 1)));
        }
    }

    private ToggleButton cell(int index, PictureRef ref, String name) {
        Thumbnail picture = new Thumbnail(WIDTH, HEIGHT, 4);
        model.gallery().whenLoaded(ref, s -> picture.show(s.pyramid().smallest()));
        ToggleButton button = new ToggleButton();
        button.setId("proposal-" + (index + 1));
        Label caption = new Label(name);
        caption.getStyleClass().add("caption");
        VBox content = new VBox(4, picture, caption);
        content.setAlignment(Pos.CENTER);
        button.setGraphic(content);
        button.getStyleClass().add("picture-button");
        button.setAccessibleText(name);
        button.setSelected(model.inpaint().chosenProperty().get() == index);
        button.setOnAction(e -> {
            button.setSelected(true);
            model.inpaint().chosenProperty().set(index);
        });
        model.inpaint().chosenProperty().addListener((o, before, now) -> button.setSelected(now.intValue() == index));
        Ui.afterClick(button, focusCanvas);
        return Ui.tipText(button, name);
    }
}
