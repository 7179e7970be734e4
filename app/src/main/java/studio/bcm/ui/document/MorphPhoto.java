package studio.bcm.ui.document;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A photo of a morph.
 *
 * @param crop part of it that fills the frame
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record MorphPhoto(PictureRef picture, Crop crop) {
    public MorphPhoto {
        if (picture == null) {
            throw new IllegalArgumentException("a photo of a morph has no picture");
        }
        crop = crop == null ? Crop.WHOLE : crop;
    }

    /** In projects of earlier versions, whose morphs led through one picture more, this was the picture alone. */
    @JsonCreator
    static MorphPhoto read(@JsonProperty("picture") PictureRef picture, @JsonProperty("crop") Crop crop, @JsonProperty("file") String file,
            @JsonProperty("name") String name, @JsonProperty("origin") String origin, @JsonProperty("width") int width,
            @JsonProperty("height") int height) {
        return new MorphPhoto(picture != null || file == null ? picture : new PictureRef(file, name, origin, width, height), crop);
    }
}
