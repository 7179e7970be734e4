package studio.bcm.ui.shell;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.Stage;
import studio.bcm.image.PictureFormat;
import studio.bcm.job.FilmExport;
import studio.bcm.ui.Texts;
import studio.bcm.ui.document.PictureRef;

/** The system's dialogs for files, each with its kinds of file and its first folder. */
public final class FileDialogs {
    private static final List<String> PICTURES = List.of("*.jpg", "*.jpeg", "*.png", "*.webp", "*.tif", "*.tiff", "*.bmp", "*.gif",
            "*.JPG", "*.JPEG", "*.PNG");

    private final Stage stage;
    private final StudioModel model;
    private final SystemDialogs system;

    FileDialogs(Stage stage, StudioModel model, SystemDialogs system) {
        this.stage = stage;
        this.model = model;
        this.system = system;
    }

    private FileChooser chooser(String titleKey, String kindKey, List<String> patterns) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(Texts.of(titleKey));
        chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter(Texts.of(kindKey), patterns));
        model.settingsProperty().get().recent().stream().map(Path::of).map(Path::getParent)
                .filter(p -> p != null && Files.isDirectory(p)).findFirst()
                .ifPresent(p -> chooser.setInitialDirectory(p.toFile()));
        return chooser;
    }

    private Optional<Path> open(FileChooser chooser) {
        return system.open(chooser, stage).map(File::toPath);
    }

    private Optional<Path> save(FileChooser chooser) {
        return system.save(chooser, stage).map(File::toPath);
    }

    public void open() {
        FileChooser chooser = chooser("dialog.open", "dialog.pictures", PICTURES);
        chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter(Texts.of("dialog.projects"), "*.bcmproj"));
        chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter(Texts.of("dialog.models"), "*.bcm"));
        List<File> files = system.openSeveral(chooser, stage);
        if (!files.isEmpty()) {
            model.open(files.stream().map(File::toPath).toList());
        }
    }

    public void openProject() {
        open(chooser("dialog.openProject", "dialog.projects", List.of("*.bcmproj")))
                .ifPresent(model::openProject);
    }

    /** Saves where the project was last, or asks. */
    void saveProject(boolean ask) {
        Path known = model.document().projectFileProperty().get();
        if (known != null && !ask) {
            model.saveProject(known);
            return;
        }
        FileChooser chooser = chooser("dialog.saveProject", "dialog.projects", List.of("*.bcmproj"));
        chooser.setInitialFileName(known == null ? Texts.of("project.untitled") + ".bcmproj" : known.getFileName().toString());
        save(chooser).ifPresent(model::saveProject);
    }

    public void picture(String titleKey, Consumer<Path> then) {
        open(chooser(titleKey, "dialog.pictures", PICTURES)).ifPresent(then);
    }

    public void folder(String titleKey, Consumer<Path> then) {
        DirectoryChooser chooser = new DirectoryChooser();
        chooser.setTitle(Texts.of(titleKey));
        system.folder(chooser, stage).map(File::toPath).ifPresent(then);
    }

    public void model() {
        open(chooser("dialog.installModel", "dialog.models", List.of("*.bcm")))
                .ifPresent(model.packs()::install);
    }

    public void saveNoise() {
        FileChooser chooser = chooser("dialog.saveNoise", "dialog.noise", List.of("*.npz"));
        chooser.setInitialFileName("noise.npz");
        save(chooser).ifPresent(model.invert()::save);
    }

    public void loadNoise() {
        open(chooser("dialog.loadNoise", "dialog.noise", List.of("*.npz"))).ifPresent(model.invert()::load);
    }

    /** Several pictures. */
    public void pictures(String titleKey, Consumer<List<Path>> then) {
        List<File> files = system.openSeveral(chooser(titleKey, "dialog.pictures", PICTURES), stage);
        if (!files.isEmpty()) {
            then.accept(files.stream().map(File::toPath).toList());
        }
    }

    /** Where a film, or a frame of it, shall go. */
    public void film(FilmExport.Kind kind, Consumer<Path> then) {
        if (kind == FilmExport.Kind.PNG_SEQUENCE) {
            folder("dialog.exportFolder", then);
        } else {
            file("dialog.exportFrames", "dialog." + kind.extension(), kind.extension(), then);
        }
    }

    /** Points and lines of a morph. */
    public void points(Consumer<Path> then) {
        open(chooser("dialog.loadPoints", "dialog.points", List.of("*.json"))).ifPresent(then);
    }

    public void savePoints(Consumer<Path> then) {
        FileChooser chooser = chooser("dialog.savePoints", "dialog.points", List.of("*.json"));
        chooser.setInitialFileName("points.json");
        save(chooser).ifPresent(then);
    }

    private void file(String titleKey, String kindKey, String ending, Consumer<Path> then) {
        FileChooser chooser = chooser(titleKey, kindKey, List.of("*." + ending));
        chooser.setInitialFileName("morph." + ending);
        save(chooser).map(p -> p.getFileName().toString().endsWith("." + ending) ? p
                : p.resolveSibling(p.getFileName() + "." + ending)).ifPresent(then);
    }

    /** Where a picture shall go. */
    Optional<Path> exportTarget(PictureRef ref, PictureFormat format) {
        FileChooser chooser = chooser("dialog.export", "dialog.pictures", List.of("*." + format.extension()));
        Path suggested = model.suggestedExport(ref, model.settingsProperty().get().export().withFormat(format));
        chooser.setInitialDirectory(suggested.getParent().toFile());
        chooser.setInitialFileName(suggested.getFileName().toString());
        return save(chooser).map(p -> PictureFormat.ofName(p).isPresent() ? p
                : p.resolveSibling(p.getFileName() + "." + format.extension()));
    }
}
