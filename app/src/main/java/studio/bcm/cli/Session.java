package studio.bcm.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import studio.bcm.UserException;
import studio.bcm.device.DeviceChoice;
import studio.bcm.edit.BestClass;
import studio.bcm.edit.EditDefaults;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PixelSource;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.model.Execution;
import studio.bcm.model.FallbackFunction;
import studio.bcm.model.Manifest;
import studio.bcm.model.Model;
import studio.bcm.model.OfClass;
import studio.bcm.model.Pack;
import studio.bcm.model.PackLibrary;
import studio.bcm.route.Presets;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/** A model that was loaded for one command, with what it runs on told to the user. */
final class Session implements AutoCloseable {
    private final Pack pack;
    private final Model model;
    private final FallbackFunction fallback;
    private final ConsistencyFunction function;

    private Session(Pack pack, Model model, FallbackFunction fallback, ConsistencyFunction function) {
        this.pack = pack;
        this.model = model;
        this.fallback = fallback;
        this.function = function;
    }

    /**
     * Loads the model that the options name, and tells what it runs on: always, also when little else is told.
     *
     * @param photo whose best class is taken where that was asked for, or null where there is none
     */
    static Session open(ModelOptions options, Path photo, Console console, ConsoleProgress progress) {
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
            Session session = load(pack, options, console, progress);
            long best = session.bestClasses(picture, progress).getFirst().classId();
            progress.note("The class " + best + " (" + classes.get((int) best) + ") suits " + photo.getFileName() + " best.");
            return session.heldTo(best);
        }
        long classId = options.classOfPicture == null ? 0 : OfClass.find(classes, options.classOfPicture);
        Session session = load(pack, options, console, progress);
        return classes.isEmpty() ? session : session.heldTo(classId);
    }

    /** The same without a choice of class. */
    static Session openForAllClasses(ModelOptions options, Console console, ConsoleProgress progress) {
        Pack pack = pack(options);
        if (pack.manifest().classes().isEmpty()) {
            throw new UserException("The model " + pack.manifest().name() + " has no classes to choose the best of.");
        }
        return load(pack, options, console, progress);
    }

    private static Pack pack(ModelOptions options) {
        PackLibrary library = PackLibrary.standard();
        return options.model == null ? library.findDefault() : library.find(options.model);
    }

    private static Session load(Pack pack, ModelOptions options, Console console, ConsoleProgress progress) {
        Model model = Model.load(pack, options.device, options.execution());
        FallbackFunction fallback = new FallbackFunction(model,
                model.execution().isCuda() ? () -> Model.load(pack, DeviceChoice.CPU) : null, progress);
        Session session = new Session(pack, model, fallback, fallback);
        console.err().println(session.describe());
        return session;
    }

    private Session heldTo(long classId) {
        return new Session(pack, model, fallback, new OfClass(fallback, classId));
    }

    /** The classes that suit a photo, best first. */
    List<BestClass.Match> bestClasses(PixelSource photo, Progress progress) {
        return BestClass.builder().setFunction(fallback).setClasses(manifest().classCount())
                .optRoute(manifest().route(Presets.INVERT_1.name()).orElse(Presets.INVERT_1)).build().of(photo, progress);
    }

    /** Model and device in one line. */
    String describe() {
        return "Model " + manifest().name() + " on " + execution().describe() + ".";
    }

    ConsistencyFunction function() {
        return function;
    }

    Execution execution() {
        return model.execution();
    }

    Manifest manifest() {
        return pack.manifest();
    }

    EditDefaults defaults() {
        return EditDefaults.of(manifest());
    }

    /** A route by its name: the pack's own come before the paper's. */
    Route route(String name) {
        return manifest().route(name).or(() -> Presets.find(name)).orElseThrow(() -> new UserException(
                "There is no route '" + name + "'; there are " + String.join(", ", routeNames()) + "."));
    }

    private List<String> routeNames() {
        return Stream.concat(manifest().routes().stream(), Presets.all().stream())
                .map(Route::name).distinct().toList();
    }

    @Override
    public void close() throws Exception {
        fallback.close();
        model.close();
    }
}
