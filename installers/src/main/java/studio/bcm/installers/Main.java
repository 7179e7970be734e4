package studio.bcm.installers;

import java.io.IOException;
import java.nio.file.Path;

/** {@code Main ROOT WORK VERSION TYPE}: see {@link AppImage}. */
public final class Main {
    private Main() {
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 4) {
            throw new IllegalArgumentException("Usage: Main ROOT WORK VERSION app-image|msi|dmg");
        }
        new AppImage(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2]).build(arguments[3]);
    }
}
