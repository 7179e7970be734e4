package studio.bcm.job;

import java.util.List;
import java.util.stream.Stream;
import studio.bcm.UserException;
import studio.bcm.edit.EditDefaults;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.model.Manifest;
import studio.bcm.route.Presets;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/** A model that is ready to edit with, as jobs see it. */
public interface EditModel {
    /** The function for one piece of work, which reports fall-backs to that work's progress; it lives as long as the model. */
    ConsistencyFunction function(Progress progress);

    Manifest manifest();

    /** What operations do where nothing else is said. */
    default EditDefaults defaults() {
        return EditDefaults.of(manifest());
    }

    /**
     * A route by its name: the pack's own come before the paper's.
     *
     * @throws UserException when there is none
     */
    default Route route(String name) {
        return manifest().route(name).or(() -> Presets.find(name)).orElseThrow(() -> new UserException(
                "There is no route '" + name + "'; there are " + String.join(", ", routeNames()) + "."));
    }

    private List<String> routeNames() {
        return Stream.concat(manifest().routes().stream(), Presets.all().stream()).map(Route::name).distinct().toList();
    }
}
