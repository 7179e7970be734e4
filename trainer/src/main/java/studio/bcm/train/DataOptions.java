package studio.bcm.train;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.bcm.train.data.FolderRules;
import studio.bcm.train.data.PhotoClasses;
import studio.bcm.train.data.PhotoFolder;

/**
 * Which pictures a run learns from.
 *
 * @param paths      folders of pictures, folders of CIFAR-10's batches, or single batches
 * @param rules      folder rules for all of them, or null for each folder's own
 * @param otherwise  rule of pictures for which no file has one
 * @param classes    of a class-conditional run; none for an unconditional one
 * @param classNames what the classes are called in the pack, one for each
 */
record DataOptions(List<Path> paths, @Nullable Path rules, FolderRules.Rule otherwise, PhotoClasses classes, List<String> classNames) {
    DataOptions {
        paths = List.copyOf(paths);
        classNames = List.copyOf(classNames);
        if (classNames.size() != classes.count()) {
            throw new IllegalArgumentException(classNames.size() + " names for " + classes.count() + " classes");
        }
    }

    /** Folders of pictures without classes. */
    static DataOptions of(List<Path> folders, Path rules) {
        return new DataOptions(folders, rules, FolderRules.Rule.DEFAULT, PhotoClasses.none(), List.of());
    }

    /** @throws studio.bcm.UserException as {@link PhotoFolder#find} */
    List<PhotoFolder.PhotoFile> files() {
        return PhotoFolder.find(paths, rules, otherwise, classes);
    }
}
