package studio.bcm.ui.document;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import studio.bcm.UserException;
import studio.bcm.file.AtomicFile;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureFormat;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;

/** The pictures of a document as files in one folder. Pictures in memory are kept while there is room. Thread-safe. */
public class PictureStore {
    private final Path folder;
    private final Map<String, SoftReference<Picture>> loaded = new ConcurrentHashMap<>();

    public PictureStore(Path folder) {
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    /**
     * Takes a copy of a picture file, so that the document stays whole when the file goes.
     *
     * @throws UserException if it is no picture or cannot be copied
     */
    public PictureRef add(Path file) {
        Picture picture = PictureReader.read(file);
        String ending = picture.sourceFormat().map(PictureFormat::extension).orElse("png");
        String name = newName(ending);
        write(folder.resolve(name), temporary -> Files.copy(file, temporary));
        loaded.put(name, new SoftReference<>(picture));
        return new PictureRef(name, file.getFileName().toString(), file.toAbsolutePath().toString(), picture.width(),
                picture.height());
    }

    /**
     * Keeps a picture that was made, without loss.
     *
     * @param name for people
     */
    public PictureRef add(String name, Picture picture) {
        String file = newName("png");
        save(picture, folder.resolve(file));
        loaded.put(file, new SoftReference<>(picture));
        return new PictureRef(file, name, "", picture.width(), picture.height());
    }

    /** Keeps a file of another kind. */
    public String add(String ending, AtomicFile.Content content) {
        String file = newName(ending);
        write(folder.resolve(file), content);
        return file;
    }

    /** @throws UserException if its file has gone or is damaged */
    public Picture load(PictureRef ref) {
        SoftReference<Picture> kept = loaded.get(ref.file());
        Picture picture = kept == null ? null : kept.get();
        if (picture == null) {
            picture = PictureReader.read(path(ref.file()));
            loaded.put(ref.file(), new SoftReference<>(picture));
        }
        return picture;
    }

    public Path path(String file) {
        return folder.resolve(file);
    }

    /** Where all writing goes through; a test of a full disk puts its own here. */
    protected void write(Path target, AtomicFile.Content content) {
        AtomicFile.write(target, false, content);
    }

    private void save(Picture picture, Path target) {
        write(target, temporary -> {
            Path png = temporary.resolveSibling(temporary.getFileName() + ".png");
            try {
                PictureWriter.builder().optFormat(PictureFormat.PNG).build().write(picture, png);
                Files.move(png, temporary, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(png);
            }
        });
    }

    private static String newName(String ending) {
        return UUID.randomUUID().toString().toLowerCase(Locale.ROOT) + "." + ending;
    }

    /** Copies a file of another store or project into this one under its name. */
    void take(String file, AtomicFile.Content content) throws IOException {
        if (!Files.exists(folder.resolve(file))) {
            write(folder.resolve(file), content);
        }
    }
}
