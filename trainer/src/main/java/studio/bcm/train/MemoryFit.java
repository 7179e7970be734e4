package studio.bcm.train;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import studio.bcm.model.CoarseLevel;
import studio.bcm.network.Network;
import studio.bcm.network.NetworkOptions;
import studio.bcm.network.torch.DropoutMasks;
import studio.bcm.network.torch.MemoryLimit;
import studio.bcm.network.torch.Torch;

/**
 * What training a network on the processor takes, measured by passes forwards and back.
 *
 * @param bytesPerPicture   main memory that a picture of a pass needs
 * @param secondsPerPicture time of a pass, a picture
 * @param fixedBytes        of the process with weights, moments and gradients, without pictures
 */
record MemoryFit(long bytesPerPicture, double secondsPerPicture, long fixedBytes) {
    /** Pictures that are measured with: enough that fixed costs matter little. */
    private static final int MEASURED = 4;
    /** Above this the processor gains nothing by computing more at once. */
    private static final int MOST_AT_ONCE = 64;
    private static final int MOST_A_STEP = 512;
    private static final int LEAST_A_STEP = 8;
    /** Fewer steps than these hardly move the weights' average. */
    private static final int STEPS_WANTED = 200;
    /** Weights, their average, a teacher, gradients and two moments, of four bytes each. */
    private static final int BYTES_PER_PARAMETER = 6 * 4;
    /** What memory that was freed and cannot be used again, and sheets, add. */
    private static final double RESERVE = 1.25;

    /** Measures it; takes a few seconds. */
    static MemoryFit measure(NetworkOptions options) {
        long before = MemoryLimit.resident();
        Network network = options.network();
        try (PointerScope all = new PointerScope()) {
            Learner learner = new Learner(network, Torch.cpu(), ScalarType.Float, null);
            pass(learner, 1);
            long base = MemoryLimit.resident();
            long start = System.nanoTime();
            long grown = Math.max(0, pass(learner, MEASURED) - before - parameterBytes(learner) / 2);
            double seconds = (System.nanoTime() - start) / 1e9 / MEASURED;
            return new MemoryFit(Math.max(1 << 20, grown / MEASURED), seconds, Math.max(base, before) + parameterBytes(learner));
        }
    }

    private static long parameterBytes(Learner learner) {
        return learner.weights.list().size() * (long) BYTES_PER_PARAMETER;
    }

    /** @return resident memory at its end, when all that it made is still there */
    private static long pass(Learner learner, int pictures) {
        try (PointerScope scope = new PointerScope()) {
            int size = learner.network.resolution();
            Tensor x = torch.zeros(new long[] {pictures, 3, size, size}, Torch.options(ScalarType.Float, learner.device));
            Tensor t = torch.ones(new long[] {pictures}, Torch.options(ScalarType.Float, learner.device));
            Learner.Pass pass = learner.eagerPass(true, x, t, t, told(learner, pictures), new DropoutMasks());
            pass.inner.square().mean().backward();
            pass.backward();
            return MemoryLimit.resident();
        }
    }

    /** The network's condition; null if it has none. */
    private static @Nullable Tensor told(Learner learner, int pictures) {
        int size = learner.network.resolution();
        if (learner.network.detail()) {
            return torch.zeros(new long[] {pictures, CoarseLevel.CHANNELS, size, size}, Torch.options(ScalarType.Float, learner.device));
        }
        return learner.network.classes() == 0 ? null : torch.zeros(new long[] {pictures}, Torch.options(ScalarType.Long, learner.device));
    }

    /** Pictures that can be computed at once within a limit, at least one. */
    int atOnce(MemoryLimit limit, long photoBytes, List<StagePlan> stages) {
        double room = limit.most() / RESERVE - fixedBytes - photoBytes;
        double each = (double) bytesPerPicture * passesAtOnce(stages);
        return (int) Math.clamp(room / each, 1, MOST_AT_ONCE);
    }

    /** Memory with so many pictures at once, in bytes. */
    long bytes(int atOnce, long photoBytes, List<StagePlan> stages) {
        return Math.round(RESERVE * (fixedBytes + photoBytes + (double) atOnce * bytesPerPicture * passesAtOnce(stages)));
    }

    /** All stages but diffusion keep a pass there while they compute the one back. */
    private static int passesAtOnce(List<StagePlan> stages) {
        return stages.stream().allMatch(s -> s.stage() == StageName.DIFFUSION) ? 1 : 2;
    }

    /** Pictures a step with which the shortest stage has some hundred steps: a power of two. */
    int batch(List<StagePlan> stages) {
        double seconds = stages.stream().mapToDouble(StagePlan::minutes).min().orElse(Double.POSITIVE_INFINITY) * 60;
        double fitting = seconds / STEPS_WANTED / (secondsPerPicture * passesAtOnce(stages));
        return Integer.highestOneBit((int) Math.clamp(fitting, LEAST_A_STEP, MOST_A_STEP));
    }

    /** The greatest divisor of a batch that is no more than so many. */
    static int divisor(int batch, int most) {
        int divisor = Math.min(batch, most);
        while (batch % divisor != 0) {
            divisor--;
        }
        return divisor;
    }
}
