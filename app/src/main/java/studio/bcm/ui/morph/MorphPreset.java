package studio.bcm.ui.morph;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import studio.bcm.ui.document.Choices;
import studio.bcm.ui.document.MorphPassage;

/**
 * A way to morph under a name.
 *
 * @param name   what the user calls it, or the key of a preset that comes with the program
 * @param sigma  noise level of the network, 0 to leave it out
 * @param shape  how shapes pass in time, as a curve's words
 * @param colour how colours pass
 * @param detail how details pass
 * @param order  which places change first
 * @param hold   share of the time that each photo stands still
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record MorphPreset(String name, double sigma, boolean dissolve, String shape, String colour, String detail, String order, double hold) {
    /** Those that come with the program; their names are keys. */
    static final List<MorphPreset> BUILT_IN = List.of(
            new MorphPreset("gentle", 0.3, false, "smooth", "smooth", "smooth", "all", 0.08),
            new MorphPreset("dissolve", 0, true, "linear", "linear", "linear", "all", 0),
            new MorphPreset("liquid", 1, false, "smooth", "smooth", "0.3:0.12,0.5:0.5,0.7:0.88", "all", 0),
            new MorphPreset("sweep", 0.3, false, "smooth", "smooth", "linear", "left", 0.05));

    static MorphPreset of(String name, Choices.Interpolate choices, MorphPassage passage) {
        return new MorphPreset(name, choices.sigma(), choices.dissolve(), passage.shape(), passage.colour(), passage.detail(), passage.order(), passage.hold());
    }

    Choices.Interpolate applied(Choices.Interpolate choices) {
        return choices.withSigma(sigma).withDissolve(dissolve);
    }

    MorphPassage applied(MorphPassage passage) {
        return passage.withShape(shape).withColour(colour).withDetail(detail).withOrder(order).withHold(hold);
    }
}
