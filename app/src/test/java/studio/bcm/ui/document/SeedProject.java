package studio.bcm.ui.document;

import java.nio.file.Path;

/** A small project with its pictures, for tests of other packages. */
public final class SeedProject {
    private SeedProject() {
    }

    /** Writes a project of two pictures. */
    public static Path write(Path target, Path picture, PictureStore store) {
        PictureRef a = store.add(picture);
        PictureRef restored = store.add(picture);
        ProjectFile.save(target, DocumentState.empty().edit(d -> {
            d.replaceA(a);
            d.restored = restored;
        }), store);
        return target;
    }
}
