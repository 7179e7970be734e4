package studio.bcm.edit;

/** How the frames of an interpolation are spread along its path. */
public enum Easing {
    /** Even steps. */
    LINEAR,
    /** Slow at both ends. */
    SMOOTH,
    /** Slow at the start. */
    IN,
    /** Slow at the end. */
    OUT;

    /**
     * Position along the path.
     *
     * @param time 0…1
     * @return 0…1, 0 at 0 and 1 at 1
     */
    public double at(double time) {
        return switch (this) {
            case LINEAR -> time;
            case SMOOTH -> time * time * (3 - 2 * time);
            case IN -> time * time;
            case OUT -> time * (2 - time);
        };
    }
}
