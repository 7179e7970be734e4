package studio.bcm.network;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Shape of a network, as it is written into checkpoints and packs. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "architecture", defaultImpl = UNetOptions.class)
@JsonSubTypes({@JsonSubTypes.Type(value = UNetOptions.class, name = "unet"),
    @JsonSubTypes.Type(value = AdmUNetOptions.class, name = "adm")})
public sealed interface NetworkOptions permits UNetOptions, AdmUNetOptions {
    /** Height and width of the training pictures, in pixels. */
    int resolution();

    /** Number of classes, 0 for none. */
    int classes();

    /** Whether the network is given a coarser level and carries what is finer. */
    default boolean detail() {
        return false;
    }

    /** Pixel-unshuffle factor before the first convolution, 1 for none. */
    int patch();

    /** The description of a network of this shape. */
    Network network();
}
