package studio.bcm.device;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.bcm.UserException;

/** On which device the user wants the network to run. */
public sealed interface DeviceChoice {
    /** CUDA where it can be had, otherwise the CPU, with the reason told. */
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

    /** The CPU. */
    record Cpu() implements DeviceChoice {
        @Override
        public String toString() {
            return "cpu";
        }
    }

    DeviceChoice AUTO = new Auto();
    DeviceChoice CPU = new Cpu();

    /**
     * Reads {@code auto}, {@code cuda}, {@code cuda:N} or {@code cpu}.
     *
     * @throws UserException for anything else
     */
    static DeviceChoice parse(String text) {
        Matcher cuda = Pattern.compile("cuda(?::(\\d{1,3}))?").matcher(text);
        if (cuda.matches()) {
            return new Cuda(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
        }
        return switch (text) {
            case "auto" -> AUTO;
            case "cpu" -> CPU;
            default -> throw new UserException("There is no device '" + text + "': use auto, cuda, cuda:N or cpu.");
        };
    }
}
