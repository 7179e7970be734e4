package studio.bcm.ui.control;

import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.StackPane;
import javafx.scene.shape.Rectangle;
import studio.bcm.ui.image.Raster;

/** A picture that fills a rectangle with rounded corners, cut to its aspect. */
public final class Thumbnail extends StackPane {
    private final ImageView view = new ImageView();
    private final double boxWidth;
    private final double boxHeight;

    public Thumbnail(double width, double height, double corner) {
        boxWidth = width;
        boxHeight = height;
        getStyleClass().add("thumbnail");
        setMinSize(width, height);
        setPrefSize(width, height);
        setMaxSize(width, height);
        Rectangle clip = new Rectangle(width, height);
        clip.setArcWidth(2 * corner);
        clip.setArcHeight(2 * corner);
        setClip(clip);
        view.setPreserveRatio(true);
        view.setSmooth(true);
        getChildren().add(view);
    }

    /** Shows a picture, or nothing for null. */
    public void show(Raster raster) {
        if (raster == null) {
            view.setImage(null);
            return;
        }
        Image image = Images.of(raster);
        view.setImage(image);
        boolean wider = image.getWidth() / image.getHeight() > boxWidth / boxHeight;
        view.setFitHeight(wider ? boxHeight : 0);
        view.setFitWidth(wider ? 0 : boxWidth);
    }

    ImageView view() {
        return view;
    }
}
