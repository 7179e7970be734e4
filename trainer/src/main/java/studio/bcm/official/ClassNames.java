package studio.bcm.official;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import studio.bcm.UserException;

/** Names of the classes of a class-conditional network, by number. */
public final class ClassNames {
    private static final String IMAGENET = "imagenet-1000.txt";
    private static final int IMAGENET_CLASSES = 1000;

    private ClassNames() {
    }

    /**
     * @param count of classes, 0 for an unconditional network
     * @param file  with one name a line, or null for ImageNet's where there are 1000, else {@code class N}
     * @throws UserException when the file does not name that many
     */
    static List<String> of(int count, Path file) {
        if (file != null) {
            return read(count, file);
        }
        return count == IMAGENET_CLASSES ? imageNet() : IntStream.range(0, count).mapToObj(i -> "class " + i).toList();
    }

    /**
     * Names for classes that are folders.
     *
     * @param folders by class
     * @param file    with one name a line, or null for ImageNet's where the folders are its 1000, else those of the folders
     * @throws UserException when the file does not name that many
     */
    public static List<String> ofFolders(List<String> folders, Path file) {
        if (file != null) {
            return read(folders.size(), file);
        }
        boolean imageNet = folders.size() == IMAGENET_CLASSES && folders.stream().allMatch(f -> f.matches("n\\d{8}"));
        return imageNet ? imageNet() : folders;
    }

    private static List<String> read(int count, Path file) {
        try {
            List<String> names = Files.readString(file).lines().map(String::strip).filter(n -> !n.isEmpty()).toList();
            if (names.size() != count) {
                throw new UserException(file + " names " + names.size() + " classes, but the network has " + count + ".");
            }
            return names;
        } catch (IOException e) {
            throw new UserException("The class names in " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static List<String> imageNet() {
        try (InputStream in = ClassNames.class.getResourceAsStream(IMAGENET)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own list of class names cannot be read", e);
        }
    }
}
