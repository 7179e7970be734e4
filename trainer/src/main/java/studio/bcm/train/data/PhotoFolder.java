package studio.bcm.train.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import studio.bcm.UserException;
import studio.bcm.evaluation.photo.CifarBatch;
import studio.bcm.evaluation.photo.Photo;
import studio.bcm.image.PictureReader;
import studio.bcm.image.Pixels;
import studio.bcm.image.Quantum;

/** The pictures below some folders, with the rule of each. */
public final class PhotoFolder {
    private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "png", "webp", "bmp", "tif", "tiff");

    /**
     * A picture file, or a batch of CIFAR-10.
     *
     * @param folder the data folder that it was found below
     * @param label  its class, or −1 where classes do not matter or the file itself gives them
     */
    public record PhotoFile(Path path, Path folder, FolderRules.Rule rule, int label) {
        /** How many pictures the file holds. */
        public int pictures() {
            return CifarBatch.isBatch(path) ? CifarBatch.countOf(path) : 1;
        }
    }

    private PhotoFolder() {
    }

    /**
     * Finds pictures at any depth, in order of their names, and CIFAR-10's batches.
     *
     * @param data      folders of pictures; folders of CIFAR-10's batches, of which those for training are taken; single batches
     * @param rulesFile rules for all folders, or null to look for {@value FolderRules#FILE_NAME} in each
     * @throws UserException if a folder is none or no picture is found
     */
    public static List<PhotoFile> find(List<Path> data, @Nullable Path rulesFile) {
        return find(data, rulesFile, FolderRules.Rule.DEFAULT, PhotoClasses.none());
    }

    /**
     * The same with classes.
     *
     * @param otherwise the rule of pictures for which no file has one
     * @throws UserException also if a picture lies in no class's folder
     */
    public static List<PhotoFile> find(List<Path> data, Path rulesFile, FolderRules.Rule otherwise, PhotoClasses classes) {
        List<PhotoFile> files = new ArrayList<>();
        for (Path path : data) {
            List<Path> batches = batchesOf(path);
            if (!batches.isEmpty()) {
                batches.forEach(b -> files.add(new PhotoFile(b, path, FolderRules.Rule.FULL_SIZE, Photo.NO_CLASS)));
                continue;
            }
            Path own = path.resolve(FolderRules.FILE_NAME);
            FolderRules rules = rulesFile != null ? FolderRules.read(rulesFile)
                    : Files.exists(own) ? FolderRules.read(own) : FolderRules.none();
            try (Stream<Path> walk = Files.walk(path)) {
                walk.filter(PhotoFolder::isPicture).sorted()
                        .forEach(p -> files.add(new PhotoFile(p, path, rules.of(p).orElse(otherwise), classes.of(p, path))));
            } catch (IOException e) {
                throw new UserException("The folder " + path + " cannot be read.", e);
            }
        }
        if (files.isEmpty()) {
            throw new UserException("No pictures were found in " + data + ".");
        }
        return files;
    }

    /** The CIFAR-10 batches that a data path means; none for a folder of pictures. */
    static List<Path> batchesOf(Path data) {
        if (!Files.isDirectory(data) && CifarBatch.of(data).isEmpty()) {
            throw new UserException(data + " is no folder of pictures.");
        }
        return CifarBatch.of(data);
    }

    private static boolean isPicture(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return Files.isRegularFile(path) && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /**
     * The pictures of a file: one, or those of a batch.
     *
     * @throws UserException if the file is damaged
     */
    static List<Photo> decode(PhotoFile file) {
        return CifarBatch.isBatch(file.path()) ? CifarBatch.read(file.path()).photos() : List.of(decode(file.path(), file.label()));
    }

    /**
     * @throws UserException if the file is no picture or damaged
     */
    static Photo decode(Path path) {
        return decode(path, Photo.NO_CLASS);
    }

    private static Photo decode(Path path, int label) {
        Pixels pixels = PictureReader.read(path).toPixels();
        int plane = pixels.width() * pixels.height();
        byte[] rgb = new byte[3 * plane];
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < plane; i++) {
                rgb[3 * i + c] = (byte) Quantum.level(pixels.data()[c * plane + i]);
            }
        }
        return new Photo(pixels.width(), pixels.height(), rgb, label);
    }

    /** The sizes of a photo that its rule allows and that hold a crop, each with its share of the photo's weight. */
    static List<Weighted> sizes(Photo photo, FolderRules.Rule rule, int crop) {
        List<Weighted> sizes = new ArrayList<>();
        double sum = rule.scales().values().stream().mapToDouble(Double::doubleValue).sum();
        for (Map.Entry<String, Double> scale : rule.scales().entrySet()) {
            if (scale.getValue() == 0) {
                continue;
            }
            int divisor = FolderRules.Rule.divisor(scale.getKey());
            int shorter = Math.min(photo.width(), photo.height());
            double factor = divisor == 0 ? (double) crop / shorter : 1.0 / divisor;
            int width = Math.toIntExact(Math.round(photo.width() * factor));
            int height = Math.toIntExact(Math.round(photo.height() * factor));
            if (factor <= 1 && Math.min(width, height) >= crop) {
                sizes.add(new Weighted(photo.shrunk(width, height), rule.weight() * scale.getValue() / sum));
            }
        }
        return sizes;
    }

    /** A photo at one size and how often it is drawn. */
    record Weighted(Photo photo, double weight) {
    }
}
