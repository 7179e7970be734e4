package studio.bcm.installers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The part of the JDK that the program uses, linked into a runtime of its own. */
record JavaRuntime(Path folder) {
    /** Found by name at run time, so that jdeps does not see them: German texts, zip file systems, GPU-independent crypto, naming. */
    private static final List<String> FOUND_AT_RUN_TIME = List.of("jdk.localedata", "jdk.zipfs", "java.naming");

    private static final String LANGUAGES = "en,de";

    static JavaRuntime link(ProgramFolder program, Path folder) throws IOException {
        Tool.run("jlink", List.of("--add-modules", String.join(",", modules(program)), "--output", folder.toString(),
                "--strip-debug", "--no-header-files", "--no-man-pages", "--compress", "zip-0", "--include-locales", LANGUAGES,
                "--generate-cds-archive"));
        // For heaps beyond 32 GB only.
        Files.deleteIfExists(folder.resolve("lib/server/classes_nocoops.jsa"));
        return new JavaRuntime(folder);
    }

    /** By jdeps, over the program and all that it reaches in its libraries. */
    private static TreeSet<String> modules(ProgramFolder program) throws IOException {
        Path main = program.folder().resolve(program.mainJar());
        List<String> arguments = new ArrayList<>(List.of("--ignore-missing-deps", "--multi-release", "25", "--print-module-deps",
                "--class-path", program.jars().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))));
        arguments.add(main.toString());
        program.jars().stream().filter(j -> j.getFileName().toString().matches("(model-runtime|network|evaluation|official|trainer)-\\d.*"))
                .forEach(j -> arguments.add(j.toString()));
        String found = Tool.run("jdeps", arguments).lines().filter(l -> l.startsWith("java.base")).findFirst()
                .orElseThrow(() -> new IOException("jdeps names no modules"));
        TreeSet<String> modules = new TreeSet<>(Arrays.asList(found.strip().split(",")));
        modules.addAll(FOUND_AT_RUN_TIME);
        return modules;
    }

    Path java(TargetSystem system) {
        return folder.resolve("bin").resolve(system.executable("java"));
    }
}
