package studio.bcm.batch;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import studio.bcm.UserException;
import studio.bcm.image.PictureFormat;

/**
 * Which files a batch reads and where it writes them: folders are walked to any depth, their tree is mirrored under the
 * target folder and names are kept but for the ending.
 *
 * <p>The same inputs and target give the same plan, also when results of an earlier run are there: what lies in the target is no
 * input, and a result keeps the name that it has when a file comes to share it. Where a folder is its own target, results are named
 * {@code photo-result.png}, so that they can be distinguished from what was there.
 */
public final class BatchPlan {
    private static final String RESULT = "-result";

    /**
     * One file.
     *
     * @param input  to read
     * @param output to write
     */
    public record Item(Path input, Path output) {
    }

    /**
     * What was found.
     *
     * @param items    in the order of the inputs, each folder sorted by name; no two with the same output
     * @param problems a sentence for each folder or link that could not be followed; the rest is there all the same
     * @param others   files in folders that are no pictures by their ending; hidden ones are not counted
     */
    public record Found(List<Item> items, List<String> problems, int others) {
    }

    /** A picture of a folder or one that was named. */
    private record Source(Path file, Path relative, boolean beside) {
        String name() {
            return relative.getFileName().toString();
        }
    }

    private final Path target;
    private final Path realTarget;
    private final Function<Path, Optional<String>> ending;
    private final List<Source> sources = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int others;

    private BatchPlan(Path target, Function<Path, Optional<String>> ending) {
        this.target = target.toAbsolutePath().normalize();
        this.realTarget = real(this.target);
        this.ending = ending;
    }

    /**
     * Plans a batch.
     *
     * @param inputs   files and folders; of folders, only files with a picture's ending are taken, and hidden ones and
     *                 those inside {@code target} are left out, also where a link leads there
     * @param target   folder to write to; need not exist
     * @param ending   ending of the output's name for an input, without the dot; empty to keep the input's own
     * @return no two items with the same output, for a name that two files would share gets the input's ending before its own
     * @throws UserException when an input is not there
     */
    public static Found find(List<Path> inputs, Path target, Function<Path, Optional<String>> ending) {
        BatchPlan plan = new BatchPlan(target, ending);
        for (Path input : inputs) {
            if (Files.isDirectory(input)) {
                plan.walk(input);
            } else if (Files.exists(input)) {
                plan.sources.add(new Source(input, input.getFileName(), false));
            } else {
                throw new UserException("There is no file " + input + ".");
            }
        }
        return new Found(plan.named(), List.copyOf(plan.problems), plan.others);
    }

    /** The items of {@link #find} alone. */
    public static List<Item> of(List<Path> inputs, Path target, Function<Path, Optional<String>> ending) {
        return find(inputs, target, ending).items();
    }

    /** Where a path really is, as far as it is there. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            Path parent = path.getParent();
            return parent == null ? path : real(parent).resolve(path.getFileName());
        }
    }

    private void walk(Path folder) {
        Path here = real(folder);
        boolean isTarget = here.equals(realTarget);
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Visitor(folder, here.startsWith(realTarget), found));
        } catch (IOException e) {
            problems.add(problem(folder, e));
        }
        found.sort(null);
        Set<String> names = new HashSet<>();
        for (Path file : found) {
            names.add(key(file));
            names.add(key(sibling(file, stem(file))));
        }
        for (Path file : found) {
            String stem = stem(file);
            boolean isResult = isTarget && stem.endsWith(RESULT)
                    && names.contains(key(sibling(file, stem.substring(0, stem.length() - RESULT.length()))));
            if (!isResult) {
                sources.add(new Source(file, folder.relativize(file), isTarget));
            }
        }
    }

    private final class Visitor extends SimpleFileVisitor<Path> {
        private final Path root;
        private final boolean isInTarget;
        private final List<Path> found;

        /** @param isInTarget whether the whole folder lies in the target, which then cannot be distinguished from it by its place */
        Visitor(Path root, boolean isInTarget, List<Path> found) {
            this.root = root;
            this.isInTarget = isInTarget;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return isHidden(folder) || isResult(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && !isHidden(file) && !(Files.isSymbolicLink(file) && isResult(file))) {
                if (PictureFormat.ofName(file).isPresent()) {
                    found.add(file);
                } else {
                    others++;
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException reason) {
            if (!isHidden(file)) {
                problems.add(problem(file, reason));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException reason) {
            if (reason != null) {
                problems.add(problem(folder, reason));
            }
            return FileVisitResult.CONTINUE;
        }

        private boolean isResult(Path path) {
            return !isInTarget && real(path).startsWith(realTarget);
        }

        private boolean isHidden(Path file) {
            return !file.equals(root) && file.getFileName().toString().startsWith(".");
        }
    }

    private static String problem(Path path, IOException reason) {
        return switch (reason) {
            case FileSystemLoopException _ -> path + " is a link to a folder that it lies in, and was not followed.";
            case AccessDeniedException _ -> "The folder " + path + " cannot be read: permission denied.";
            case NoSuchFileException _ -> path + " has gone.";
            case FileSystemException e when e.getReason() != null -> "The folder " + path + " cannot be read: " + e.getReason() + ".";
            default -> "The folder " + path + " cannot be read: " + reason.getMessage() + ".";
        };
    }

    private List<Item> named() {
        Map<String, List<Source>> sharing = new HashMap<>();
        for (Source source : sources) {
            sharing.computeIfAbsent(key(plain(source)), k -> new ArrayList<>()).add(source);
        }
        List<Item> items = new ArrayList<>();
        Map<String, Integer> given = new HashMap<>();
        for (Source source : sources) {
            Path output = plain(source);
            List<Source> same = sharing.get(key(output));
            if (same.size() > 1 && !isOwner(source, same, output)) {
                output = withBothEndings(source);
            }
            int times = given.merge(key(output), 1, Integer::sum);
            if (times > 1) {
                // The same name out of two folders that were given one after the other.
                String full = output.getFileName().toString();
                int dot = full.lastIndexOf('.');
                output = output.resolveSibling(dot < 0 ? full + " (" + times + ")"
                        : full.substring(0, dot) + " (" + times + ")" + full.substring(dot));
            }
            items.add(new Item(source.file, output));
        }
        return items;
    }

    private Path plain(Source source) {
        String stem = stem(source.relative) + (source.beside ? RESULT : "");
        return target.resolve(ending.apply(source.file).map(e -> sibling(source.relative, stem + "." + e))
                .orElseGet(() -> source.beside ? sibling(source.relative, stem + source.name().substring(stem(source.relative).length()))
                        : source.relative));
    }

    private Path withBothEndings(Source source) {
        String full = source.name() + (source.beside ? RESULT : "");
        return target.resolve(ending.apply(source.file).map(e -> sibling(source.relative, full + "." + e)).orElse(source.relative));
    }

    /** Whether a result that is there already is this file's: it alone of those that share the name was there before it. */
    private static boolean isOwner(Source source, List<Source> sharing, Path output) {
        try {
            FileTime made = Files.getLastModifiedTime(output);
            if (since(source.file).compareTo(made) > 0) {
                return false;
            }
            for (Source other : sharing) {
                if (!other.equals(source) && since(other.file).compareTo(made) <= 0) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** When a file came to its place; on Unix also a copy that keeps the time of the original shows it. */
    private static FileTime since(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return (FileTime) Files.getAttribute(file, "unix:ctime");
        }
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.creationTime().compareTo(attributes.lastModifiedTime()) > 0 ? attributes.creationTime() : attributes.lastModifiedTime();
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
}
