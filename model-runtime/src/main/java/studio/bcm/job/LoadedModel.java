package studio.bcm.job;

import java.util.List;
import studio.bcm.UserException;
import studio.bcm.device.DeviceChoice;
import studio.bcm.edit.BestClass;
import studio.bcm.image.PixelSource;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.model.Execution;
import studio.bcm.model.ExecutionOptions;
import studio.bcm.model.FallbackFunction;
import studio.bcm.model.Manifest;
import studio.bcm.model.Model;
import studio.bcm.model.OfClass;
import studio.bcm.model.Pack;
import studio.bcm.route.Presets;
import studio.bcm.task.Progress;

/** A pack on a device, ready to edit with: held to a class where its model has classes, and moved to the CPU where the GPU's memory ends. */
public final class LoadedModel implements EditModel, AutoCloseable {
    private static final long NO_CLASS = -1;

    private final Runtime runtime;
    private final long classId;

    private LoadedModel(Runtime runtime, long classId) {
        this.runtime = runtime;
        this.classId = classId;
    }

    /** @throws UserException when it cannot run there */
    public static LoadedModel load(Pack pack, DeviceChoice device, ExecutionOptions options) {
        return new LoadedModel(new Runtime(pack, Model.load(pack, device, options)), NO_CLASS);
    }

    /** With the usual options. */
    public static LoadedModel load(Pack pack, DeviceChoice device) {
        return new LoadedModel(new Runtime(pack, Model.load(pack, device)), NO_CLASS);
    }

    /** The same model for pictures of one class; closing either closes both. */
    public LoadedModel heldTo(long id) {
        return new LoadedModel(runtime, id);
    }

    @Override
    public ConsistencyFunction function(Progress progress) {
        FallbackFunction function = new FallbackFunction(runtime.model, runtime.model.execution().isCuda() ? runtime::cpu : null, progress);
        return classId == NO_CLASS ? function : new OfClass(function, classId);
    }

    /** The classes that suit a photo, best first. */
    public List<BestClass.Match> bestClasses(PixelSource photo, Progress progress) {
        return BestClass.builder().setFunction(new LoadedModel(runtime, NO_CLASS).function(progress)).setClasses(manifest().classCount())
                .optRoute(manifest().route(Presets.INVERT_1.name()).orElse(Presets.INVERT_1)).build().of(photo, progress);
    }

    /** Model and device in one line. */
    public String describe() {
        return "Model " + manifest().name() + " on " + execution().describe() + ".";
    }

    public Pack pack() {
        return runtime.pack;
    }

    @Override
    public Manifest manifest() {
        return runtime.pack.manifest();
    }

    public Execution execution() {
        return runtime.model.execution();
    }

    @Override
    public void close() {
        runtime.close();
    }

    /** What is loaded: the model, and its like on the CPU once that was needed, for all functions together. */
    private static final class Runtime {
        private final Pack pack;
        private final Model model;
        private Model onCpu;

        Runtime(Pack pack, Model model) {
            this.pack = pack;
            this.model = model;
        }

        synchronized Model cpu() {
            if (onCpu == null) {
                onCpu = Model.load(pack, DeviceChoice.CPU);
            }
            return onCpu;
        }

        synchronized void close() {
            if (onCpu != null) {
                onCpu.close();
            }
            model.close();
        }
    }
}
