package studio.bcm.cli;

import java.util.List;
import java.util.stream.Stream;
import studio.bcm.UserException;
import studio.bcm.device.DeviceChoice;
import studio.bcm.edit.EditDefaults;
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

    /** Loads the model that the options name, and tells what it runs on: always, also when little else is told. */
    static Session open(ModelOptions options, Console console, ConsoleProgress progress) {
        PackLibrary library = PackLibrary.standard();
        Pack pack = options.model == null ? library.findDefault() : library.find(options.model);
        List<String> classes = pack.manifest().classes();
        if (options.classOfPicture == null && !classes.isEmpty()) {
            throw new UserException("The model " + pack.manifest().name() + " has " + classes.size() + " classes; choose one with --class.");
        }
        long classId = options.classOfPicture == null ? 0 : OfClass.find(classes, options.classOfPicture);
        Model model = Model.load(pack, options.device);
        FallbackFunction fallback = new FallbackFunction(model,
                model.execution().isCuda() ? () -> Model.load(pack, DeviceChoice.CPU) : null, progress);
        Session session = new Session(pack, model, fallback, options.classOfPicture == null ? fallback : new OfClass(fallback, classId));
        console.err().println(session.describe());
        return session;
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
