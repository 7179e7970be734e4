package studio.bcm.device;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.bcm.UserException;

/** On which device the user wants the network to run. */
public sealed interface DeviceChoice {
    /** CUDA where it can be had, otherwise the CPU, with a reported reason. */
    record Auto() implements DeviceChoice {
        @Override
        public String toString() {
            return "auto";
        }
    }

    /**
     * An NVIDIA GPU or nothing.
     *
     * @param index number of the GPU among those that the driver shows, from 0
     */
    record Cuda(int index) implements DeviceChoice {
        public Cuda {
            if (index < 0) {
                throw new IllegalArgumentException("there is no GPU " + index);
            }
        }

        @Override
        public String toString() {
            return "cuda:" + index;
        }
    }

    /**
     * An NVIDIA GPU through TensorRT, or nothing.
     *
     * @param index number of the GPU among those that the driver shows, from 0
     */
    record TensorRt(int index) implements DeviceChoice {
        public TensorRt {
            if (index < 0) {
                throw new IllegalArgumentException("there is no GPU " + index);
            }
        }

        @Override
        public String toString() {
            return "tensorrt:" + index;
        }
    }

    /** The CPU. */
    record Cpu() implements DeviceChoice {
        @Override
        public String toString() {
            return "cpu";
        }
    }

    /** The CPU, with most convolutions of restorations in int8: faster, for less than 0.03 dB (docs/performance.md). */
    record CpuInt8() implements DeviceChoice {
        @Override
        public String toString() {
            return "cpu-int8";
        }
    }

    DeviceChoice AUTO = new Auto();
    DeviceChoice CPU = new Cpu();

    /**
     * Reads {@code auto}, {@code cuda}, {@code cuda:N}, {@code tensorrt}, {@code tensorrt:N}, {@code cpu} or {@code cpu-int8}.
     *
     * @throws UserException for anything else
     */
    static DeviceChoice parse(String text) {
        Matcher gpu = Pattern.compile("(cuda|tensorrt)(?::(\\d{1,3}))?").matcher(text);
        if (gpu.matches()) {
            int index = gpu.group(2) == null ? 0 : Integer.parseInt(gpu.group(2));
            return gpu.group(1).equals("cuda") ? new Cuda(index) : new TensorRt(index);
        }
        return switch (text) {
            case "auto" -> AUTO;
            case "cpu" -> CPU;
            case "cpu-int8" -> new CpuInt8();
            default -> throw new UserException("There is no device '" + text + "': use auto, cuda, cuda:N, tensorrt, tensorrt:N, cpu or cpu-int8.");
        };
    }
}
