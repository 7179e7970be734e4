package studio.bcm.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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
    public static List<String> of(int count, @Nullable Path file) {
        if (file != null) {
            return read(count, file);
        }
        return count == IMAGENET_CLASSES ? imageNet() : IntStream.range(0, count).mapToObj(i -> "class " + i).toList();
    }

    /**
     * Names for classes that are folders.
     *
     * @param folders by class
     * @param file    with one name a line, or a folder's name, a tab and the class's name; null for ImageNet's names where the
     *                folders are its 1000, else those of the folders
     * @throws UserException when the file does not name that many
     */
    public static List<String> ofFolders(List<String> folders, @Nullable Path file) {
        if (file != null) {
            return inOrder(folders, lines(file), file);
        }
        boolean imageNet = folders.size() == IMAGENET_CLASSES && folders.stream().allMatch(f -> f.matches("n\\d{8}"));
        return imageNet ? imageNet() : folders;
    }

    /** Names of folders may be more than there are folders: the official list of WordNet ids names all of them. */
    private static List<String> inOrder(List<String> folders, List<String> lines, Path file) {
        if (lines.stream().noneMatch(l -> l.contains("\t"))) {
            return counted(folders.size(), lines, file);
        }
        Map<String, String> names = new HashMap<>();
        lines.stream().map(l -> l.split("\t", 2)).filter(l -> l.length == 2).forEach(l -> names.put(l[0].strip(), l[1].strip()));
        return folders.stream().map(folder -> {
            if (!names.containsKey(folder)) {
                throw new UserException(file + " does not name the class of the folder " + folder + ".");
            }
            return names.get(folder);
        }).toList();
    }

    private static List<String> read(int count, Path file) {
        return counted(count, lines(file), file);
    }

    private static List<String> counted(int count, List<String> names, Path file) {
        if (names.size() != count) {
            throw new UserException(file + " names " + names.size() + " classes, but the network has " + count + ".");
        }
        return names;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readString(file).lines().map(String::strip).filter(n -> !n.isEmpty()).toList();
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
