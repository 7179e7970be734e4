package studio.bcm.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;
import studio.bcm.file.AtomicFile;
import studio.bcm.image.PictureWriter;

/** How results are written. */
final class OutputOptions {
    @Option(names = "--overwrite", description = "Replace existing files.")
    boolean overwrite;

    /** Refuses before any work is done what would be refused when it is written. */
    void check(Path file) {
        if (!overwrite) {
            AtomicFile.refuseExisting(file);
        }
    }

    PictureWriter.Builder writer() {
        return PictureWriter.builder().optOverwrite(overwrite);
    }

    /** The file itself for one result; for more, each with its number before the ending. */
    static List<Path> numbered(Path file, int count) {
        if (count == 1) {
            return List.of(file);
        }
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return IntStream.rangeClosed(1, count).mapToObj(i -> file.resolveSibling(name.substring(0, dot) + "-" + i + name.substring(dot))).toList();
    }
}
