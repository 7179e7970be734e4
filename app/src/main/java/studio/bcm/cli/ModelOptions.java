package studio.bcm.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import studio.bcm.UserException;
import studio.bcm.device.DeviceChoice;
import studio.bcm.model.ExecutionOptions;

/** Which model runs, and on what. */
final class ModelOptions {
    @Option(names = "--model", paramLabel = "NAME|FILE",
            description = "Model pack: a name that 'models list' shows, or a .bcm file. Default: photo-64.")
    String model;

    @Option(names = "--device", paramLabel = "auto|cuda[:N]|cpu", defaultValue = "auto", converter = Device.class,
            description = "Where the model runs. Default: ${DEFAULT-VALUE}, CUDA where available, otherwise the CPU with the reason why. "
                    + "Also tensorrt[:N], where TensorRT is installed, and cpu-int8, which restores faster and a little less exactly.")
    DeviceChoice device;

    @Option(names = "--gpu-memory", paramLabel = "MB", defaultValue = "0", description = "GPU memory that the network may use, so that other "
            + "programs keep theirs; smaller tiles are used where it is short, and in the end the CPU. Default: no limit.")
    long gpuMegabytes;

    ExecutionOptions execution() {
        if (gpuMegabytes < 0) {
            throw new UserException("--gpu-memory is a number of megabytes, not " + gpuMegabytes + ".");
        }
        return gpuMegabytes == 0 ? ExecutionOptions.DEFAULT : ExecutionOptions.builder().optGpuMemoryLimit(gpuMegabytes << 20).build();
    }

    /** The same for another model. */
    ModelOptions forModel(String nameOrFile) {
        ModelOptions other = new ModelOptions();
        other.model = nameOrFile;
        other.device = device;
        other.gpuMegabytes = gpuMegabytes;
        return other;
    }

    /** Instead of a class: the one that suits the picture best. */
    static final String BEST = "best";

    @Option(names = "--class", paramLabel = "NAME|ID|best",
            description = "For models with classes: the class, by name, part of a name, or number; best: the one that suits the (first) picture. "
                    + "'models classes' lists and searches them.")
    String classOfPicture;

    /** A wrong device has a sentence of its own, unlike other wrong usage. */
    static final class Device implements ITypeConverter<DeviceChoice> {
        @Override
        public DeviceChoice convert(String text) {
            try {
                return DeviceChoice.parse(text);
            } catch (UserException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
