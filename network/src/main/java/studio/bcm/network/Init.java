package studio.bcm.network;

/** How a parameter starts. */
public enum Init {
    ZERO,
    ONE,
    /** Uniform within ±1/√fan-in, fan-in being the product of all dimensions but the first (weights). */
    FAN_IN,
    /** Standard normal (embedding tables). */
    NORMAL
}
