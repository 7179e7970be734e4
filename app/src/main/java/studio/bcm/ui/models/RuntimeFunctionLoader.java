package studio.bcm.ui.models;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.device.DeviceChoice;
import studio.bcm.job.LoadedModel;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.model.Manifest;
import studio.bcm.model.Pack;
import studio.bcm.task.Progress;

/** Runs packs on ONNX Runtime. */
public final class RuntimeFunctionLoader implements FunctionLoader {
    @Override
    public LoadedFunction load(Pack pack, DeviceChoice device) {
        return new Loaded(LoadedModel.load(pack, device));
    }

    private record Loaded(LoadedModel model) implements LoadedFunction {
        private static final Logger LOG = LoggerFactory.getLogger(Loaded.class);

        @Override
        public ConsistencyFunction function(Progress progress) {
            return model.function(progress);
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
            LOG.debug("Closing {}", model.pack().file());
            model.close();
        }
    }
}
