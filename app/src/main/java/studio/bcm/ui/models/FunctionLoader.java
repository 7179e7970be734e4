package studio.bcm.ui.models;

import studio.bcm.device.DeviceChoice;
import studio.bcm.model.Pack;

/** Makes a pack ready to run. */
@FunctionalInterface
public interface FunctionLoader {
    /** @throws studio.bcm.UserException if it cannot be run on that device */
    LoadedFunction load(Pack pack, DeviceChoice device);
}
