package studio.bcm.train.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import studio.bcm.UserException;
import studio.bcm.evaluation.photo.CifarBatch;
import studio.bcm.evaluation.photo.Photo;

/**
 * The classes of a training set, numbered from 0: one for each folder right below the data folders, in the order of their
 * names (ImageNet's layout: {@code train/n01440764/….JPEG}), or those of CIFAR-10's batches.
 */
public final class PhotoClasses {
    private final List<String> names;
    private final Map<String, Integer> numbers = new HashMap<>();

    private PhotoClasses(List<String> names) {
        this.names = List.copyOf(names);
        for (int i = 0; i < names.size(); i++) {
            numbers.put(names.get(i), i);
        }
    }

    /** No classes: an unconditional set. */
    public static PhotoClasses none() {
        return new PhotoClasses(List.of());
    }

    /**
     * Finds the classes.
     *
     * @throws UserException if there are fewer than two, or batches and folders are mixed
     */
    public static PhotoClasses of(List<Path> data) {
        TreeSet<String> folders = new TreeSet<>();
        int batches = 0;
        for (Path path : data) {
            if (PhotoFolder.batchesOf(path).isEmpty()) {
                folders.addAll(foldersIn(path));
            } else {
                batches++;
            }
        }
        if (batches == data.size()) {
            return new PhotoClasses(CifarBatch.CLASSES);
        }
        if (batches > 0) {
            throw new UserException("CIFAR-10 batches and folders of pictures have different classes; train on one or the other.");
        }
        if (folders.size() < 2) {
            throw new UserException("Classes are folders right below the data folder, one for each; in " + data + " there are "
                    + folders.size() + ".");
        }
        return new PhotoClasses(new ArrayList<>(folders));
    }

    private static List<String> foldersIn(Path data) {
        try (Stream<Path> entries = Files.list(data)) {
            return entries.filter(Files::isDirectory).map(p -> p.getFileName().toString()).filter(n -> !n.startsWith(".")).toList();
        } catch (IOException e) {
            throw new UserException("The folder " + data + " cannot be read.", e);
        }
    }

    public int count() {
        return names.size();
    }

    /** Folder names, or CIFAR-10's words, by number. */
    public List<String> names() {
        return names;
    }

    /**
     * The class of a picture file.
     *
     * @param folder the data folder that it was found below
     * @return −1 for an unconditional set
     * @throws UserException if it lies in no class's folder
     */
    int of(Path picture, Path folder) {
        if (names.isEmpty()) {
            return Photo.NO_CLASS;
        }
        Path relative = folder.relativize(picture);
        Integer number = relative.getNameCount() > 1 ? numbers.get(relative.getName(0).toString()) : null;
        if (number == null) {
            throw new UserException(picture + " lies in no folder of a class.");
        }
        return number;
    }
}
