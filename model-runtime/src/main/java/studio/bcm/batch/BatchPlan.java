package studio.bcm.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import studio.bcm.UserException;
import studio.bcm.image.PictureFormat;

/**
 * Which files a batch reads and where it writes them: folders are walked to any depth, their tree is mirrored under the
 * target folder and names are kept but for the ending.
 */
public final class BatchPlan {
    /**
     * One file.
     *
     * @param input  to read
     * @param output to write
     */
    public record Item(Path input, Path output) {
    }

    private BatchPlan() {
    }

    /**
     * Plans a batch.
     *
     * @param inputs   files and folders; of folders, only files with a picture's ending are taken, and hidden ones and
     *                 those inside {@code target} are left out
     * @param target   folder to write to; need not exist
     * @param ending   ending of the output's name for an input, without the dot; empty to keep the input's own
     * @return in the order of the inputs, each folder sorted by name; no two with the same output, for a name that two
     *         files would share gets the input's ending before its own
     * @throws UserException when an input is not there or a folder cannot be listed
     */
    public static List<Item> of(List<Path> inputs, Path target, Function<Path, Optional<String>> ending) {
        Path out = target.toAbsolutePath().normalize();
        List<Path> files = new ArrayList<>();
        List<Path> relative = new ArrayList<>();
        for (Path input : inputs) {
            if (Files.isDirectory(input)) {
                for (Path file : pictures(input, out)) {
                    files.add(file);
                    relative.add(input.relativize(file));
                }
            } else if (Files.exists(input)) {
                files.add(input);
                relative.add(input.getFileName());
            } else {
                throw new UserException("There is no file " + input + ".");
            }
        }
        return named(files, relative, out, ending);
    }

    private static List<Item> named(List<Path> files, List<Path> relative, Path out, Function<Path, Optional<String>> ending) {
        Map<String, Integer> uses = new HashMap<>();
        List<Path> outputs = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Path name = relative.get(i);
            Path output = out.resolve(ending.apply(files.get(i))
                    .map(e -> sibling(name, stem(name) + "." + e)).orElse(name));
            outputs.add(output);
            uses.merge(key(output), 1, Integer::sum);
        }
        List<Item> items = new ArrayList<>();
        Map<String, Integer> given = new HashMap<>();
        for (int i = 0; i < files.size(); i++) {
            Path output = outputs.get(i);
            if (uses.get(key(output)) > 1) {
                Path name = relative.get(i);
                String full = name.getFileName().toString();
                output = out.resolve(ending.apply(files.get(i)).map(e -> sibling(name, full + "." + e)).orElse(name));
            }
            int times = given.merge(key(output), 1, Integer::sum);
            if (times > 1) {
                // The same name out of two folders that were given one after the other.
                String full = output.getFileName().toString();
                int dot = full.lastIndexOf('.');
                output = output.resolveSibling(dot < 0 ? full + " (" + times + ")"
                        : full.substring(0, dot) + " (" + times + ")" + full.substring(dot));
            }
            items.add(new Item(files.get(i), output));
        }
        return items;
    }

    /** Names that differ in case only are one file on some systems. */
    private static String key(Path path) {
        return path.toString().toLowerCase(Locale.ROOT);
    }

    private static Path sibling(Path name, String other) {
        return name.getParent() == null ? Path.of(other) : name.getParent().resolve(other);
    }

    /** The name without its folder and its ending. */
    public static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static List<Path> pictures(Path folder, Path out) {
        Path root = folder.toAbsolutePath().normalize();
        boolean outInside = out.startsWith(root) && !out.equals(root);
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return all.filter(f -> PictureFormat.ofName(f).isPresent())
                    .filter(f -> !hidden(folder.relativize(f)))
                    .filter(f -> !outInside || !f.toAbsolutePath().normalize().startsWith(out))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new UserException("The folder " + folder + " cannot be listed: " + reason(e) + ".", e);
        }
    }

    private static String reason(Exception e) {
        Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
        return cause.getMessage();
    }

    private static boolean hidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }
}
