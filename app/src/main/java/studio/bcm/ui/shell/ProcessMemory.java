package studio.bcm.ui.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory this program takes, as the system sees it: with the model, its libraries and what they work with. */
final class ProcessMemory {
    private static final Path PAGES = Path.of("/proc/self/statm");
    private static final long PAGE = 4096;

    private ProcessMemory() {
    }

    /** In bytes; where the system does not say, what Java has taken for objects. */
    static long resident() {
        if (Files.isReadable(PAGES)) {
            try {
                return PAGE * Long.parseLong(Files.readString(PAGES).split(" ")[1]);
            } catch (IOException | NumberFormatException e) {
                return Runtime.getRuntime().totalMemory();
            }
        }
        return Runtime.getRuntime().totalMemory();
    }
}
