package studio.bcm.train;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import studio.bcm.UserException;

/** What a stage of training teaches. */
enum StageName {
    /** EDM denoising at u = 0.002 with JPEG-aware samples. */
    DIFFUSION,
    /** Regression on the teacher's own PF ODE trajectories, both directions. */
    TRAJECTORY,
    /** Bidirectional consistency training (the paper's BCT). */
    CONSISTENCY,
    /** Improved consistency training alone (iCT), u = 0.002. */
    ICT,
    /** Consistency training with its original losses, u = 0.002. */
    CT;

    /**
     * @throws UserException if there is no such stage
     */
    public static StageName parse(String name) {
        try {
            return valueOf(name.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new UserException("There is no training stage '" + name + "'; choose from "
                    + Arrays.stream(values()).map(StageName::toString).collect(Collectors.joining(", ")) + ".", e);
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
