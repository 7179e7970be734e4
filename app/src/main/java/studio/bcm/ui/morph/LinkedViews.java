package studio.bcm.ui.morph;

import javafx.beans.InvalidationListener;
import studio.bcm.ui.canvas.ViewportModel;

/** Two views that zoom and pan together: both show the same share of their pictures around the same place. */
final class LinkedViews {
    private boolean following;

    LinkedViews(ViewportModel a, ViewportModel b) {
        link(a, b);
        link(b, a);
    }

    private void link(ViewportModel from, ViewportModel to) {
        InvalidationListener changed = o -> {
            // A property that is not read tells of no further change.
            from.zoomProperty().get();
            from.leftProperty().get();
            from.topProperty().get();
            follow(from, to);
        };
        from.zoomProperty().addListener(changed);
        from.leftProperty().addListener(changed);
        from.topProperty().addListener(changed);
    }

    private void follow(ViewportModel from, ViewportModel to) {
        if (following) {
            return;
        }
        following = true;
        try {
            if (from.isFitted()) {
                to.fit();
            } else {
                double x = from.toPictureX(from.width() / 2) / from.pictureWidth();
                double y = from.toPictureY(from.height() / 2) / from.pictureHeight();
                to.centre(x * to.pictureWidth(), y * to.pictureHeight(), from.zoomProperty().get() * from.pictureWidth() / to.pictureWidth());
            }
        } finally {
            following = false;
        }
    }
}
