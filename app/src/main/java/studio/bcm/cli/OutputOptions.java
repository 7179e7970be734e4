package studio.bcm.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import studio.bcm.file.AtomicFile;
import studio.bcm.image.PictureWriter;

/** How results are written. */
final class OutputOptions {
    @Option(names = "--overwrite", description = "Replace files that are there already.")
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
}
