package studio.bcm.ui.shell;

import java.util.function.Function;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.model.GaussianModel;
import studio.bcm.model.Manifest;
import studio.bcm.model.Pack;
import studio.bcm.task.Progress;
import studio.bcm.ui.models.FunctionLoader;
import studio.bcm.ui.models.LoadedFunction;

/**
 * A pack run by a function of the test's own instead of by ONNX Runtime.
 *
 * @param function given for each operation
 */
public record TestFunction(Pack pack, Function<Progress, ConsistencyFunction> function) implements LoadedFunction {
    /** Runs every pack by the exact model of a normal distribution. */
    static final FunctionLoader EXACT = (pack, device) -> new TestFunction(pack, progress -> new GaussianModel());

    @Override
    public ConsistencyFunction function(Progress progress) {
        return function.apply(progress);
    }

    @Override
    public Manifest manifest() {
        return pack.manifest();
    }

    @Override
    public String deviceChip() {
        return "CPU";
    }

    @Override
    public String deviceLine() {
        return "exact";
    }

    @Override
    public String fallback() {
        return "";
    }

    @Override
    public void close() {
    }
}
