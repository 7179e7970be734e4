package studio.bcm.installers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Everything that a package holds beside the Java runtime and the launchers. */
record ProgramFolder(Path folder) {
    private static final List<String> ASSETS = List.of("icons", "models", "samples");

    /**
     * Puts it together.
     *
     * @param folder  to be made
     * @param jars    folder with the program's jars and those of its libraries
     * @param assets  the assets folder of the checkout, with whatever packs it has
     * @param licences the list of libraries with their licences
     */
    static ProgramFolder assemble(TargetSystem system, Path folder, Path jars, Path assets, Path licences) throws IOException {
        Files.createDirectories(folder);
        NativeLibraries libraries = new NativeLibraries(system, folder);
        for (Path jar : jarsIn(jars)) {
            libraries.take(jar);
        }
        for (String name : ASSETS) {
            if (Files.isDirectory(assets.resolve(name))) {
                copy(assets.resolve(name), folder.resolve("assets").resolve(name));
            }
        }
        Files.copy(licences, folder.resolve(licences.getFileName()));
        return new ProgramFolder(folder);
    }

    List<Path> jars() throws IOException {
        return jarsIn(folder);
    }

    /** The jar with the main class. */
    String mainJar() throws IOException {
        return jars().stream().map(j -> j.getFileName().toString()).filter(n -> n.matches("app-\\d.*\\.jar")).findFirst()
                .orElseThrow(() -> new IllegalStateException("No app-*.jar in " + folder));
    }

    private static List<Path> jarsIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().endsWith(".jar")).sorted().toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).filter(f -> !f.getFileName().toString().startsWith(".")).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
