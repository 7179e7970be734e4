package studio.bcm.ui.morph;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import studio.bcm.face.Face;
import studio.bcm.face.FaceFinder;
import studio.bcm.task.Progress;
import studio.bcm.ui.document.MorphPhoto;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.document.PictureStore;

/** The faces of photos, each of which is searched once. */
final class FaceBook {
    private final Map<String, List<Face>> known = new ConcurrentHashMap<>();

    /** Faces of a photo, largest first; none while it was not searched. */
    List<Face> of(PictureRef photo) {
        return known.getOrDefault(photo.file(), List.of());
    }

    /** Searches those photos that were not searched yet; none where this build has no face models. */
    void search(List<MorphPhoto> photos, PictureStore store, Progress progress) {
        List<PictureRef> unknown = photos.stream().map(MorphPhoto::picture).filter(p -> !known.containsKey(p.file())).distinct().toList();
        if (unknown.isEmpty() || !FaceFinder.isAvailable()) {
            return;
        }
        try (FaceFinder finder = FaceFinder.open()) {
            for (PictureRef photo : unknown) {
                progress.checkCancelled();
                known.put(photo.file(), finder.find(store.load(photo)));
            }
        }
    }
}
