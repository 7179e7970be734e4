package studio.bcm.ui.shell;

import java.nio.file.Path;
import studio.bcm.ui.settings.ExportChoice;

/** Where and how a picture is written. */
record ExportOptions(Path file, ExportChoice choice) {
}
