package studio.bcm.train;

import java.util.List;
import studio.bcm.UserException;

/**
 * Classifier-free guidance (Ho &amp; Salimans, arXiv 2207.12598) of networks with classes: the diffusion stage keeps the class
 * of some pictures back, and a teacher's trajectories follow D(x; σ) + (scale − 1)·(D(x; σ | class) − D(x; σ)) within an
 * interval of noise levels (Kynkäänniemi et al., arXiv 2404.07724).
 *
 * @param classDropout share of the diffusion stage's pictures whose class is kept back, 0…1
 * @param scale        1 for no guidance: the class-conditional teacher as it is
 * @param least        least level that is guided
 * @param greatest     greatest level that is guided
 */
record Guidance(double classDropout, double scale, double least, double greatest) {
    /** Every picture with its class, and trajectories as the teacher has them. */
    static final Guidance NONE = new Guidance(0, 1, 0, Double.POSITIVE_INFINITY);

    /** @throws UserException for values outside their ranges */
    Guidance {
        if (!(classDropout >= 0 && classDropout < 1)) {
            throw new UserException("--class-dropout is a share from 0 to less than 1, not " + classDropout + ".");
        }
        if (!(scale >= 0 && scale <= 20)) {
            throw new UserException("--guidance is a scale from 0 to 20, not " + scale + ".");
        }
        if (!(least >= 0 && least < greatest)) {
            throw new UserException("--guidance-levels wants two noise levels, the lower first, such as 0.2,5.");
        }
    }

    /**
     * As the command line has it.
     *
     * @param levels none for all, or two
     */
    static Guidance of(double classDropout, double scale, List<Double> levels) {
        if (!levels.isEmpty() && levels.size() != 2) {
            throw new UserException("--guidance-levels wants two noise levels, the lower first, such as 0.2,5.");
        }
        return levels.isEmpty() ? new Guidance(classDropout, scale, NONE.least(), NONE.greatest())
                : new Guidance(classDropout, scale, levels.getFirst(), levels.getLast());
    }

    /** Whether trajectories differ from the teacher's own. */
    boolean guides() {
        return scale != 1;
    }

    /** Whether they do at this level. */
    boolean guidesAt(double sigma) {
        return guides() && sigma >= least && sigma <= greatest;
    }
}
