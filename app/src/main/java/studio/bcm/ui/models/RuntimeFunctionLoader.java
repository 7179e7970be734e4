package studio.bcm.ui.models;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.device.DeviceChoice;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.model.FallbackFunction;
import studio.bcm.model.Manifest;
import studio.bcm.model.Model;
import studio.bcm.model.Pack;
import studio.bcm.task.Progress;

/** Runs packs on ONNX Runtime. */
public final class RuntimeFunctionLoader implements FunctionLoader {
    @Override
    public LoadedFunction load(Pack pack, DeviceChoice device) {
        return new Loaded(pack, Model.load(pack, device));
    }

    private record Loaded(Pack pack, Model model) implements LoadedFunction {
        private static final Logger LOG = LoggerFactory.getLogger(Loaded.class);

        @Override
        public ConsistencyFunction function(Progress progress) {
            return model.execution().isCuda()
                    ? new FallbackFunction(model, () -> Model.load(pack, DeviceChoice.CPU), progress)
                    : new FallbackFunction(model, null, progress);
        }

        @Override
        public Manifest manifest() {
            return model.manifest();
        }

        @Override
        public String deviceChip() {
            return model.execution().isCuda() ? model.execution().provider() + " " + model.execution().deviceIndex() : "CPU";
        }

        @Override
        public String deviceLine() {
            return model.execution().describe();
        }

        @Override
        public String fallback() {
            return model.execution().fallback();
        }

        @Override
        public void close() {
            LOG.debug("Closing {}", pack.file());
            model.close();
        }
    }
}
