package studio.bcm.installers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Takes jars into a package with the native code of one system only, and on Linux lays that code out beside the jars: it is
 * compressed far better by the package than by its jar, and no copy in the user's home is left behind.
 */
final class NativeLibraries {
    /** Folder beside the jars for all but JavaFX's libraries. */
    static final String FOLDER = "natives";

    private static final Pattern LIBRARY = Pattern.compile(".*/lib[^/]+\\.so[.0-9]*");
    private static final Pattern JAVAFX_LIBRARY = Pattern.compile("lib[^/]+\\.so");
    private static final List<String> UNPACKED = List.of(TargetSystem.ONNX_RUNTIME, "org/bytedeco/");

    private final TargetSystem system;
    private final Path program;

    /** Takes jars into folder {@code program}. */
    NativeLibraries(TargetSystem system, Path program) {
        this.system = system;
        this.program = program;
    }

    void take(Path jar) throws IOException {
        Path target = program.resolve(jar.getFileName());
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            List<? extends ZipEntry> entries = zip.stream().filter(e -> !e.isDirectory()).toList();
            List<? extends ZipEntry> dropped = entries.stream()
                    .filter(e -> system.isForeign(e.getName()) || besideJars(e.getName()).isPresent()).toList();
            if (dropped.isEmpty()) {
                Files.copy(jar, target, StandardCopyOption.COPY_ATTRIBUTES);
                return;
            }
            for (ZipEntry entry : dropped) {
                Optional<Path> place = system.isForeign(entry.getName()) ? Optional.empty() : besideJars(entry.getName());
                if (place.isPresent()) {
                    unpack(zip, entry, place.get());
                }
            }
            if (entries.stream().anyMatch(e -> e.getName().endsWith(".class") && !e.getName().endsWith("module-info.class"))) {
                repack(zip, entries.stream().filter(e -> !dropped.contains(e)).toList(), target);
            }
        }
    }

    private Optional<Path> besideJars(String entry) {
        if (!system.keepsLibrariesBesideJars()) {
            return Optional.empty();
        }
        String name = entry.substring(entry.lastIndexOf('/') + 1);
        if (JAVAFX_LIBRARY.matcher(entry).matches()) {
            // JavaFX looks in the folder of its jar.
            return Optional.of(program.resolve(name));
        }
        return UNPACKED.stream().anyMatch(entry::startsWith) && LIBRARY.matcher(entry).matches()
                ? Optional.of(program.resolve(FOLDER).resolve(name)) : Optional.empty();
    }

    private static void unpack(ZipFile zip, ZipEntry entry, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, target);
        }
        Files.setLastModifiedTime(target, entry.getLastModifiedTime());
    }

    private static void repack(ZipFile zip, List<? extends ZipEntry> entries, Path target) throws IOException {
        try (OutputStream file = Files.newOutputStream(target); ZipOutputStream out = new ZipOutputStream(file)) {
            for (ZipEntry entry : entries) {
                ZipEntry copy = new ZipEntry(entry.getName());
                copy.setTime(entry.getTime());
                out.putNextEntry(copy);
                try (InputStream in = zip.getInputStream(entry)) {
                    in.transferTo(out);
                }
                out.closeEntry();
            }
        }
    }
}
