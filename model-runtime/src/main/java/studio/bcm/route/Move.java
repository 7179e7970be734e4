package studio.bcm.route;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * One step of a {@link Route}. As JSON {@code {"carry": {"t": 80, "u": 0.002}}} or {@code {"addNoise": {"sigma": 0.1}}}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Move.Carry.class, name = "carry"),
    @JsonSubTypes.Type(value = Move.AddNoise.class, name = "addNoise")
})
public sealed interface Move {
    /**
     * Carry the picture along the PF ODE from noise level t to u: one evaluation of the network.
     *
     * @param t level the picture is at
     * @param u level to carry it to, greater or less than t
     */
    record Carry(float t, float u) implements Move {
        public Carry {
            if (!(t > 0 && t < Float.POSITIVE_INFINITY && u > 0 && u < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("a carry needs two noise levels above 0, not " + t + " and " + u);
            }
        }
    }

    /**
     * Add fresh normal noise of standard deviation {@code sigma} (the variance adds up: a picture at level s is at
     * √(s²+sigma²) afterwards).
     */
    record AddNoise(float sigma) implements Move {
        public AddNoise {
            if (!(sigma > 0 && sigma < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("added noise needs a deviation above 0, not " + sigma);
            }
        }
    }
}
