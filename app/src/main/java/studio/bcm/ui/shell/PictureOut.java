package studio.bcm.ui.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.image.Image;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.DataFormat;
import javafx.scene.input.TransferMode;
import studio.bcm.UserException;
import studio.bcm.ui.Texts;
import studio.bcm.ui.control.Images;
import studio.bcm.ui.document.PictureRef;

/** Hands the picture that a page shows as its result to other programs: by the clipboard, and by dragging. */
final class PictureOut {
    private static final double DRAGGED_SIDE = 128;

    private final StudioModel model;

    PictureOut(StudioModel model) {
        this.model = model;
    }

    /** Puts the result on the clipboard. */
    void copy() {
        model.result().ifPresent(ref -> model.gallery().whenLoaded(ref, shown -> {
            Clipboard.getSystemClipboard().setContent(Map.of(DataFormat.IMAGE, Images.of(shown.pyramid().at(1))));
            model.messages().success(Texts.of("copy.done", ref.name()));
        }));
    }

    /** Lets the result be dragged out of the window by a node, as a file with its metadata. */
    void letDrag(Node handle) {
        handle.setOnDragDetected(e -> model.result().flatMap(model.gallery()::kept).ifPresent(shown -> {
            try {
                Path file = named(shown.ref());
                var board = handle.startDragAndDrop(TransferMode.COPY);
                ClipboardContent content = new ClipboardContent();
                content.putFiles(List.of(file.toFile()));
                board.setContent(content);
                Image image = Images.of(shown.pyramid().smallest().fitted((int) DRAGGED_SIDE));
                board.setDragView(image, image.getWidth() / 2, image.getHeight() / 2);
                e.consume();
            } catch (UserException | IOException failure) {
                model.messages().failure(failure);
            }
        }));
    }

    /** The picture's file under a name for people; whoever takes it copies it. */
    private Path named(PictureRef ref) throws IOException {
        Path stored = model.document().store().path(ref.file());
        String ending = ref.file().substring(ref.file().lastIndexOf('.'));
        String stem = ref.name().replaceAll("\\.[^.]*$", "").replaceAll("[^\\p{L}\\p{N} ._-]", "_");
        Path folder = Files.createTempDirectory("bcm-drag-");
        Path copy = Files.copy(stored, folder.resolve(stem + "-" + model.pageProperty().get().key() + ending));
        copy.toFile().deleteOnExit();
        folder.toFile().deleteOnExit();
        return copy;
    }
}
