package studio.bcm.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.bcm.UserException;
import studio.bcm.edit.BestClass;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PixelSource;
import studio.bcm.job.EditModel;
import studio.bcm.job.LoadedModel;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.model.Execution;
import studio.bcm.model.Manifest;
import studio.bcm.model.OfClass;
import studio.bcm.model.Pack;
import studio.bcm.model.PackLibrary;
import studio.bcm.task.Progress;

/** The model of one command, loaded as its options say. */
final class Session implements EditModel, AutoCloseable {
    private final LoadedModel model;
    private final ConsistencyFunction function;

    private Session(LoadedModel model, Progress progress) {
        this.model = model;
        function = model.function(progress);
    }

    /**
     * Loads the model that the options name, and prints what it runs on: always, also when little else is printed.
     *
     * @param photo whose best class is taken where that was asked for, or null where there is none
     */
    static Session open(ModelOptions options, @Nullable Path photo, Console console, ConsoleProgress progress) {
        Pack pack = pack(options);
        List<String> classes = pack.manifest().classes();
        if (options.classOfPicture == null && !classes.isEmpty()) {
            throw new UserException("The model " + pack.manifest().name() + " has " + classes.size() + " classes; choose one with --class.");
        }
        if (ModelOptions.BEST.equals(options.classOfPicture)) {
            if (photo == null || classes.isEmpty()) {
                throw new UserException(classes.isEmpty() ? "The model " + pack.manifest().name() + " has no classes to choose the best of."
                        : "There is no picture here to choose the best class for; name one with --class.");
            }
            Picture picture = PictureReader.read(photo);
            LoadedModel model = load(pack, options, console);
            long best = model.bestClasses(picture, progress).getFirst().classId();
            progress.note("The class " + best + " (" + classes.get((int) best) + ") suits " + photo.getFileName() + " best.");
            return new Session(model.heldTo(best), progress);
        }
        long classId = options.classOfPicture == null ? 0 : OfClass.find(classes, options.classOfPicture);
        LoadedModel model = load(pack, options, console);
        return new Session(classes.isEmpty() ? model : model.heldTo(classId), progress);
    }

    /** The same without a choice of class. */
    static Session openForAllClasses(ModelOptions options, Console console, ConsoleProgress progress) {
        Pack pack = pack(options);
        if (pack.manifest().classes().isEmpty()) {
            throw new UserException("The model " + pack.manifest().name() + " has no classes to choose the best of.");
        }
        return new Session(load(pack, options, console), progress);
    }

    private static Pack pack(ModelOptions options) {
        PackLibrary library = PackLibrary.standard();
        return options.model == null ? library.findDefault() : library.find(options.model);
    }

    private static LoadedModel load(Pack pack, ModelOptions options, Console console) {
        LoadedModel model = LoadedModel.load(pack, options.device, options.execution());
        console.err().println(model.describe());
        return model;
    }

    List<BestClass.Match> bestClasses(PixelSource photo, Progress progress) {
        return model.bestClasses(photo, progress);
    }

    String describe() {
        return model.describe();
    }

    ConsistencyFunction function() {
        return function;
    }

    Execution execution() {
        return model.execution();
    }

    @Override
    public ConsistencyFunction function(Progress progress) {
        return model.function(progress);
    }

    @Override
    public Manifest manifest() {
        return model.manifest();
    }

    @Override
    public void close() {
        model.close();
    }
}
