package studio.bcm.model;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import studio.bcm.UserException;
import studio.bcm.file.AtomicFile;
import studio.bcm.file.ProgramFolders;

/**
 * The packs that are there: in the user's folder and in the one that comes with the program. A pack in the user's folder
 * hides a bundled one of the same name.
 */
public final class PackLibrary {
    /** Name of the pack that is used when none is asked for. */
    public static final String DEFAULT_NAME = "photo-64";

    private static final String ASSETS_PROPERTY = "bcm.assets";

    private final Path userFolder;
    private final List<Path> bundledFolders;

    /**
     * @param userFolder     where packs are installed; need not exist
     * @param bundledFolders read only, the first wins; need not exist
     */
    public PackLibrary(Path userFolder, List<Path> bundledFolders) {
        this.userFolder = userFolder;
        this.bundledFolders = List.copyOf(bundledFolders);
    }

    /**
     * The library of this program: {@code ${XDG_DATA_HOME:-~/.local/share}/bcm-studio/models}
     * ({@code %LOCALAPPDATA%} on Windows, {@code ~/Library/Application Support} on macOS) and the bundled packs, in the
     * folder that {@code -Dbcm.assets=DIR} names (or its {@code models}), else in {@code assets/models} at or above the
     * program or the working directory.
     */
    public static PackLibrary standard() {
        return new PackLibrary(ProgramFolders.data().resolve("models"), bundledFolder().stream().toList());
    }

    /**
     * A pack that is there.
     *
     * @param name    by which it is found
     * @param file    where it lies
     * @param bundled whether it came with the program
     * @param pack    verified, or empty when it cannot be used
     * @param problem the sentence that says why it cannot be used, or empty
     */
    public record Entry(String name, Path file, boolean bundled, Optional<Pack> pack, String problem) {
    }

    /** Every pack, damaged ones with their problem, by name. Opens and verifies each. */
    public List<Entry> list() {
        List<Entry> entries = new ArrayList<>();
        files().forEach((name, file) -> entries.add(entry(name, file)));
        return List.copyOf(entries);
    }

    /**
     * Opens a pack.
     *
     * @param nameOrFile name of a pack in the library, or path of a file
     * @throws UserException when there is none, listing what there is, or it cannot be used
     */
    public Pack find(String nameOrFile) {
        Map<String, Path> files = files();
        Path known = files.get(nameOrFile);
        if (known != null) {
            return Pack.open(known);
        }
        if (looksLikeFile(nameOrFile)) {
            return Pack.open(Path.of(nameOrFile));
        }
        String there = files.isEmpty()
                ? "no model is installed"
                : "there are " + files.keySet().stream().sorted().collect(Collectors.joining(", "));
        throw new UserException("There is no model named " + nameOrFile + "; " + there + ".");
    }

    /**
     * Opens the pack to use when none is asked for: {@value #DEFAULT_NAME}, or the only one there is.
     *
     * @throws UserException when there is none, or several others
     */
    public Pack findDefault() {
        Map<String, Path> files = files();
        if (files.size() == 1) {
            return Pack.open(files.values().iterator().next());
        }
        return find(DEFAULT_NAME);
    }

    /**
     * Copies a pack into the user's folder under its manifest's name, replacing one that is there.
     *
     * @throws UserException when it cannot be used or copied; nothing has changed then
     */
    public Pack install(Path file) {
        String name = Pack.open(file).manifest().name();
        Path target = userFolder.resolve(name + Pack.SUFFIX).toAbsolutePath();
        try {
            AtomicFile.replace(target, partial -> {
                try (OutputStream out = Files.newOutputStream(partial)) {
                    Files.copy(file, out);
                }
                Pack.open(partial);
            });
        } catch (IOException e) {
            throw new UserException("The model cannot be installed into " + userFolder + ": " + e.getMessage() + ".", e);
        }
        return Pack.open(target);
    }

    /**
     * Removes a pack from the user's folder.
     *
     * @throws UserException when it is not there, or came with the program
     */
    public void remove(String name) {
        Path file = files().get(name);
        if (file == null || !file.startsWith(userFolder)) {
            throw new UserException(file == null
                    ? "There is no model named " + name + "."
                    : "The model " + name + " came with the program and is not removed.");
        }
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UserException("The model " + name + " cannot be removed: " + e.getMessage() + ".", e);
        }
    }

    /** Where packs are installed. */
    Path userFolder() {
        return userFolder;
    }

    private Entry entry(String name, Path file) {
        boolean bundled = !file.startsWith(userFolder);
        try {
            return new Entry(name, file, bundled, Optional.of(Pack.open(file)), "");
        } catch (UserException e) {
            return new Entry(name, file, bundled, Optional.empty(), e.getMessage());
        }
    }

    private Map<String, Path> files() {
        Map<String, Path> files = new LinkedHashMap<>();
        Stream.concat(Stream.of(userFolder), bundledFolders.stream())
                .flatMap(folder -> packsIn(folder).stream())
                .forEach(file -> files.putIfAbsent(stem(file), file));
        return files;
    }

    private static List<Path> packsIn(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(f -> f.getFileName().toString().endsWith(Pack.SUFFIX))
                    .filter(f -> !f.getFileName().toString().startsWith(".") && Files.isRegularFile(f))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UserException("The folder of models " + folder + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - Pack.SUFFIX.length());
    }

    private static boolean looksLikeFile(String text) {
        return text.endsWith(Pack.SUFFIX) || text.contains("/") || text.contains("\\") || Files.isRegularFile(Path.of(text));
    }

    private static Optional<Path> bundledFolder() {
        String given = System.getProperty(ASSETS_PROPERTY);
        if (given != null) {
            Path models = Path.of(given).resolve("models");
            return Optional.of(Files.isDirectory(models) ? models : Path.of(given));
        }
        return Stream.concat(programFolder().stream(), Stream.of(Path.of("").toAbsolutePath()))
                .flatMap(start -> Stream.iterate(start, f -> f != null, Path::getParent))
                .map(f -> f.resolve("assets").resolve("models"))
                .filter(Files::isDirectory)
                .findFirst();
    }

    private static Optional<Path> programFolder() {
        CodeSource source = PackLibrary.class.getProtectionDomain().getCodeSource();
        if (source == null || !"file".equals(source.getLocation().getProtocol())) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(Path.of(source.getLocation().toURI()).getParent());
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
