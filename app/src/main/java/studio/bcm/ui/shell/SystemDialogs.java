package studio.bcm.ui.shell;

import java.io.File;
import java.util.List;
import java.util.Optional;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.Window;

/** The system's own dialogs, which ask the user for files and folders. */
public interface SystemDialogs {
    /** One file to open. */
    Optional<File> open(FileChooser chooser, Window owner);

    /** Files to open; empty where the user wants none. */
    List<File> openSeveral(FileChooser chooser, Window owner);

    /** A place to save to; the system has asked whether a file that is there may be replaced. */
    Optional<File> save(FileChooser chooser, Window owner);

    Optional<File> folder(DirectoryChooser chooser, Window owner);

    /** Those of JavaFX. */
    static SystemDialogs standard() {
        return new SystemDialogs() {
            @Override
            public Optional<File> open(FileChooser chooser, Window owner) {
                return Optional.ofNullable(chooser.showOpenDialog(owner));
            }

            @Override
            public List<File> openSeveral(FileChooser chooser, Window owner) {
                List<File> files = chooser.showOpenMultipleDialog(owner);
                return files == null ? List.of() : files;
            }

            @Override
            public Optional<File> save(FileChooser chooser, Window owner) {
                return Optional.ofNullable(chooser.showSaveDialog(owner));
            }

            @Override
            public Optional<File> folder(DirectoryChooser chooser, Window owner) {
                return Optional.ofNullable(chooser.showDialog(owner));
            }
        };
    }
}
