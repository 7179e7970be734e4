package studio.bcm.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import studio.bcm.UserException;
import studio.bcm.image.PictureReader;
import studio.bcm.image.Pixels;

/** The pictures below some folders, with the rule of each. */
public final class PhotoFolder {
    private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "png", "webp", "bmp", "tif", "tiff");

    /**
     * A picture file.
     *
     * @param folder the data folder that it was found below
     */
    public record PhotoFile(Path path, Path folder, FolderRules.Rule rule) {
    }

    private PhotoFolder() {
    }

    /**
     * Finds pictures at any depth, in order of their names.
     *
     * @param rulesFile rules for all folders, or null to look for {@value FolderRules#FILE_NAME} in each
     * @throws UserException if a folder is none or no picture is found
     */
    public static List<PhotoFile> find(List<Path> folders, Path rulesFile) {
        List<PhotoFile> files = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new UserException(folder + " is no folder of pictures.");
            }
            Path own = folder.resolve(FolderRules.FILE_NAME);
            FolderRules rules = rulesFile != null ? FolderRules.read(rulesFile)
                    : Files.exists(own) ? FolderRules.read(own) : FolderRules.none();
            try (Stream<Path> walk = Files.walk(folder)) {
                walk.filter(PhotoFolder::isPicture).sorted().forEach(p -> files.add(new PhotoFile(p, folder, rules.of(p))));
            } catch (IOException e) {
                throw new UserException("The folder " + folder + " cannot be read.", e);
            }
        }
        if (files.isEmpty()) {
            throw new UserException("No pictures were found in " + folders + ".");
        }
        return files;
    }

    private static boolean isPicture(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return Files.isRegularFile(path) && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /**
     * @throws UserException if the file is no picture or damaged
     */
    static Photo decode(Path path) {
        Pixels pixels = PictureReader.read(path).toPixels();
        int plane = pixels.width() * pixels.height();
        byte[] rgb = new byte[3 * plane];
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < plane; i++) {
                rgb[3 * i + c] = (byte) Math.round((pixels.data()[c * plane + i] + 1) * 127.5f);
            }
        }
        return new Photo(pixels.width(), pixels.height(), rgb);
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
