package studio.bcm.train;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** What one kind of training does in a step. */
interface Stage extends AutoCloseable {
    /**
     * Computes losses and adds their gradients to the learner's.
     *
     * @param progress how much of the stage is done, 0…1
     * @return the losses by name, as scalars on the device
     */
    Map<String, Tensor> step(double progress);

    /** Called after the optimiser has used the gradients of one step, or of several that make up a batch. */
    default void updated(double progress) {
    }

    /** Pictures (or pairs of states) that a step learns from. */
    int imagesPerStep();

    @Override
    default void close() {
    }
}
