package studio.bcm.train;

import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_cuda;
import org.jspecify.annotations.Nullable;
import studio.bcm.UserException;
import studio.bcm.network.torch.FusedKernels;
import studio.bcm.network.torch.Torch;
import studio.bcm.task.Progress;
import studio.bcm.train.processes.Workers;

/**
 * Where the trainer computes.
 *
 * @param device      libtorch's device
 * @param name        for people
 * @param computeType bfloat16 on CUDA, float32 elsewhere
 * @param kernels     fused kernels, or null where libtorch's operators are used
 */
record Device(org.bytedeco.pytorch.Device device, String name, ScalarType computeType, @Nullable FusedKernels kernels) {
    /**
     * @param fused  use {@link FusedKernels} on CUDA
     * @param choice {@code auto}, {@code cuda}, {@code cuda:N} or {@code cpu}
     * @throws UserException if CUDA is asked for and cannot be had
     */
    static Device choose(String choice, boolean fused, Progress progress) {
        return choose(choice, Workers.alone(), fused, progress);
    }

    /** The same for one of several processes, each of which has the GPU of its number, or its share of the processor. */
    static Device choose(String choice, Workers workers, boolean fused, Progress progress) {
        if (workers.count() > 1 && choice.startsWith("cuda:")) {
            throw new UserException("Several processes take a GPU each, beginning with the first: give --device cuda, and CUDA_VISIBLE_DEVICES for others.");
        }
        if (choice.equals("cpu")) {
            if (workers.localCount() > 1) {
                torch.set_num_threads(Math.max(1, Runtime.getRuntime().availableProcessors() / workers.localCount()));
            }
            return cpu();
        }
        if (!choice.matches("auto|cuda(:\\d+)?")) {
            throw new UserException("There is no device '" + choice + "'; choose auto, cuda, cuda:N or cpu.");
        }
        if (!torch.cuda_is_available()) {
            String why = torch.hasCUDA() ? "libtorch finds no usable NVIDIA GPU"
                    : "the libtorch natives in use are those for the CPU (build with BCM_NATIVES=cuda)";
            if (!choice.equals("auto")) {
                throw new UserException("CUDA cannot be used: " + why + ".");
            }
            progress.note("Training on the CPU: " + why + ".");
            return cpu();
        }
        int index = choice.startsWith("cuda:") ? Integer.parseInt(choice.substring(5)) : workers.localRank();
        if (index >= torch.cuda_device_count()) {
            throw new UserException("There is no device cuda:" + index + "; the machine has " + torch.cuda_device_count() + ".");
        }
        torch_cuda.set_device((byte) index);
        torch.globalContext().setBenchmarkCuDNN(true);
        torch.globalContext().setAllowTF32CuBLAS(true);
        torch.globalContext().setAllowTF32CuDNN(true);
        FusedKernels kernels = null;
        try {
            kernels = fused ? FusedKernels.compile(index) : null;
        } catch (IllegalStateException | LinkageError e) {
            progress.note("Training with libtorch's own normalisation, which is slower: " + e.getMessage());
        }
        String name = torch_cuda.getDeviceProperties((byte) index).name().getString();
        return new Device(Torch.cuda(index), name, ScalarType.BFloat16, kernels);
    }

    private static Device cpu() {
        return new Device(Torch.cpu(), "CPU, " + Runtime.getRuntime().availableProcessors() + " cores", ScalarType.Float, null);
    }
}
