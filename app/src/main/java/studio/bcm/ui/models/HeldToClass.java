package studio.bcm.ui.models;

import studio.bcm.model.ConsistencyFunction;
import studio.bcm.model.Manifest;
import studio.bcm.model.OfClass;
import studio.bcm.task.Progress;

/** A class-conditional model held to one class, so that no way of editing need know of classes. */
record HeldToClass(LoadedFunction model, long classId) implements LoadedFunction {
    @Override
    public ConsistencyFunction function(Progress progress) {
        return new OfClass(model.function(progress), classId);
    }

    @Override
    public Manifest manifest() {
        return model.manifest();
    }

    @Override
    public String deviceChip() {
        return model.deviceChip();
    }

    @Override
    public String deviceLine() {
        return model.deviceLine();
    }

    @Override
    public String fallback() {
        return model.fallback();
    }

    @Override
    public void close() {
        model.close();
    }
}
