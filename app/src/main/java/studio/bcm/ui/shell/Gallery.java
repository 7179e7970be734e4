package studio.bcm.ui.shell;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import studio.bcm.image.Picture;
import studio.bcm.ui.Texts;
import studio.bcm.ui.document.PictureRef;
import studio.bcm.ui.image.Pyramid;
import studio.bcm.ui.image.Raster;
import studio.bcm.ui.task.BackgroundTask;

/** The document's pictures ready for the screen, read in the background; the last few are kept. */
public final class Gallery {
    private static final long MOST_PIXELS = 120_000_000;

    /** A picture with its shape for the screen. */
    public record Shown(PictureRef ref, Picture picture, Pyramid pyramid) {
    }

    private final DocumentModel document;
    private final ActivityModel activity;
    private final Messages messages;
    private final Map<String, Shown> kept = new LinkedHashMap<>(16, 0.75f, true);

    public Gallery(DocumentModel document, ActivityModel activity, Messages messages) {
        this.document = document;
        this.activity = activity;
        this.messages = messages;
    }

    /** Hands a picture over, at once if it is there, else when it has been read. */
    public void whenLoaded(PictureRef ref, Consumer<Shown> then) {
        Shown there = kept.get(ref.file());
        if (there != null) {
            then.accept(there);
            return;
        }
        var store = document.store();
        activity.submitDisk(BackgroundTask.of(Texts.of("task.reading", ref.name()), null, progress -> {
            Picture picture = store.load(ref);
            return new Shown(ref, picture, Pyramid.of(Raster.of(picture)));
        }).onDone(shown -> {
            keep(shown);
            then.accept(shown);
        }).onFailed(messages::failure));
    }

    /** A picture that need not be read. */
    public Optional<Shown> kept(PictureRef ref) {
        return Optional.ofNullable(kept.get(ref.file()));
    }

    /** Keeps a picture that was just made, so that it need not be read. */
    public void keep(Shown shown) {
        kept.put(shown.ref().file(), shown);
        long pixels = 0;
        for (Shown s : kept.values()) {
            pixels += (long) s.pyramid().width() * s.pyramid().height();
        }
        var oldest = kept.entrySet().iterator();
        while (pixels > MOST_PIXELS && oldest.hasNext()) {
            Shown s = oldest.next().getValue();
            if (s != shown) {
                pixels -= (long) s.pyramid().width() * s.pyramid().height();
                oldest.remove();
            }
        }
    }
}
