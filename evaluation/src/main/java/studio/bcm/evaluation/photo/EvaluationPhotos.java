package studio.bcm.evaluation.photo;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.Map;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import studio.bcm.UserException;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.Pixels;
import studio.bcm.image.Quantum;
import studio.bcm.task.Progress;

/**
 * Clean photos to measure on: a folder at any depth, in the order of their paths, or batches of CIFAR-10, whose pictures are
 * named as if each class were a folder.
 */
public final class EvaluationPhotos {
    private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "webp", "tif", "tiff", "bmp");

    /** A photo that is not read yet. */
    private record Photo(String name, Supplier<Picture> read) {
    }

    private final Path folder;
    private final List<Photo> files;
    /** Side of the middle part that is taken of each photo, 0 for the whole. */
    private final int crop;
    private final List<String> skipped = new ArrayList<>();

    private EvaluationPhotos(Path folder, List<Photo> files, int crop) {
        this.folder = folder;
        this.files = files;
        this.crop = crop;
    }

    /**
     * Lists the photos.
     *
     * @param limit at most so many, at equal distances over the whole list; 0 for all
     * @throws UserException when there is no such folder or no picture in it
     */
    public static EvaluationPhotos list(Path folder, int limit) {
        List<Photo> all = CifarBatch.of(folder).stream().flatMap(EvaluationPhotos::photosOf).toList();
        if (all.isEmpty()) {
            all = photosIn(folder);
        }
        if (all.isEmpty()) {
            throw new UserException("There is no picture in " + folder + ".");
        }
        EvaluationPhotos photos = new EvaluationPhotos(folder, all, 0);
        return limit > 0 ? photos.spread(limit) : photos;
    }

    private static Stream<Photo> photosOf(Path file) {
        CifarBatch batch = CifarBatch.read(file);
        return IntStream.range(0, batch.count()).mapToObj(i -> new Photo(CifarBatch.CLASSES.get(batch.label(i)) + "/" + file.getFileName() + "-" + i,
                () -> picture(batch.rgb(i))));
    }

    private static Picture picture(byte[] rgb) {
        Pixels pixels = Pixels.blank(CifarBatch.SIDE, CifarBatch.SIDE);
        int plane = CifarBatch.SIDE * CifarBatch.SIDE;
        for (int i = 0; i < rgb.length; i++) {
            pixels.data()[i % 3 * plane + i / 3] = Quantum.value(rgb[i]);
        }
        return Picture.of(pixels);
    }

    private static List<Photo> photosIn(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new UserException("There is no folder " + folder + ".");
        }
        try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return walk.filter(EvaluationPhotos::isPicture).sorted(Comparator.comparing(Path::toString))
                    .map(p -> new Photo(folder.relativize(p).toString(), () -> PictureReader.read(p))).toList();
        } catch (IOException e) {
            throw new UserException("The folder " + folder + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** At most so many of them, at equal distances over the whole list. */
    public EvaluationPhotos spread(int limit) {
        int count = Math.min(limit, files.size());
        List<Photo> chosen = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            chosen.add(files.get((int) ((long) i * files.size() / count)));
        }
        return new EvaluationPhotos(folder, chosen, crop);
    }

    /** The photos of each folder right below the one that was listed, by its name; those that lie in none are left out. */
    public Map<String, EvaluationPhotos> byFolder() {
        Map<String, List<Photo>> folders = new TreeMap<>();
        for (Photo photo : files) {
            Path path = Path.of(photo.name());
            if (path.getNameCount() > 1) {
                folders.computeIfAbsent(path.getName(0).toString(), k -> new ArrayList<>()).add(photo);
            }
        }
        Map<String, EvaluationPhotos> photos = new LinkedHashMap<>();
        folders.forEach((name, list) -> photos.put(name, new EvaluationPhotos(folder, list, crop)));
        return photos;
    }

    /** The same photos, of each the middle part of that side where it is larger; 0 for the whole. */
    public EvaluationPhotos cropped(int side) {
        return new EvaluationPhotos(folder, files, side);
    }

    private Picture middle(Picture photo) {
        int width = crop == 0 ? photo.width() : Math.min(crop, photo.width());
        int height = crop == 0 ? photo.height() : Math.min(crop, photo.height());
        if (width == photo.width() && height == photo.height()) {
            return photo;
        }
        Pixels part = Pixels.blank(width, height);
        photo.read((photo.width() - width) / 2, (photo.height() - height) / 2, width, height, part.data(), 0);
        return Picture.of(part);
    }

    private static boolean isPicture(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1)) && Files.isRegularFile(file);
    }

    public int count() {
        return files.size();
    }

    /** Names of photos that could not be read, with the reason. */
    public List<String> skipped() {
        return List.copyOf(skipped);
    }

    /**
     * Reads the photos one after the other. One that cannot be read is reported, remembered as skipped and left out.
     *
     * @param each receives the photo and its name within the folder
     * @throws UserException when not one could be read
     */
    public void forEach(BiConsumer<Picture, String> each, Progress progress, String doing) {
        int read = 0;
        skipped.clear();
        for (int i = 0; i < files.size(); i++) {
            progress.checkCancelled();
            progress.report(i, files.size(), doing);
            String name = files.get(i).name();
            Picture photo;
            try {
                photo = files.get(i).read().get();
            } catch (UserException e) {
                skipped.add(name + ": " + e.getMessage());
                progress.note("Left out: " + e.getMessage());
                continue;
            }
            each.accept(middle(photo), name);
            read++;
        }
        progress.report(files.size(), files.size(), doing);
        if (read == 0) {
            throw new UserException("None of the pictures in " + folder + " can be read.");
        }
    }

    /**
     * Crops of every photo.
     *
     * @param perPhoto random crops of each; 0 for its middle square, made as small as a crop
     */
    public Crops crops(int size, int perPhoto, long seed, ClassChoice classes, Progress progress) {
        return gathered(size, perPhoto, seed, progress).build(classes);
    }

    /** As the other, in an order of chance: the first so many are of all photos and classes alike. */
    public Crops shuffledCrops(int size, int perPhoto, long seed, ClassChoice classes, Progress progress) {
        return gathered(size, perPhoto, seed, progress).shuffle(seed).build(classes);
    }

    private Crops.Builder gathered(int size, int perPhoto, long seed, Progress progress) {
        Crops.Builder crops = Crops.builder(size);
        long[] next = {seed * 7919};
        forEach((photo, name) -> {
            if (perPhoto == 0) {
                crops.addWhole(photo, name);
            } else {
                crops.add(photo, name, perPhoto, next[0]++);
            }
        }, progress, "Reading photos");
        if (crops.isEmpty()) {
            throw new UserException("Every picture in " + folder + " is smaller than " + size + "×" + size + ".");
        }
        return crops;
    }
}
