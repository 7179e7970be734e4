package studio.bcm.ui.document;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.soabase.recordbuilder.core.RecordBuilder;
import studio.bcm.edit.Resampling;
import studio.bcm.edit.pyramid.Pyramid;

/** What is chosen for each way of editing. A 0 means: as the model's pack says. */
public record Choices(Interpolate interpolate, Resample resample, Restore restore, Invert invert, Inpaint inpaint, Enlarge enlarge) {
    public Choices {
        interpolate = interpolate == null ? Interpolate.STANDARD : interpolate;
        resample = resample == null ? Resample.STANDARD : resample;
        restore = restore == null ? Restore.STANDARD : restore;
        invert = invert == null ? Invert.STANDARD : invert;
        inpaint = inpaint == null ? Inpaint.STANDARD : inpaint;
        enlarge = enlarge == null ? Enlarge.STANDARD : enlarge;
    }

    public static Choices standard() {
        return new Choices(null, null, null, null, null, null);
    }

    /**
     * How a morph is made, beside what each passage says.
     *
     * @param seconds  that a passage lasts
     * @param sigma    noise level that the network carries the photos to, 0 to leave it out; null for what heals seams
     * @param pingPong whether it plays there and back
     * @param detail   whether what the model loses of the photos is carried along
     * @param side     longest side of the frames, in pixels; 0 for that of the first photo
     * @param dissolve whether photos are mixed where they are, instead of aligned
     * @param noFaces  whether faces are not looked for
     * @param holdEyes whether photos are turned and shifted so that the eyes stay in place
     * @param loop     whether the last photo leads back to the first
     */
    @RecordBuilder
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Interpolate(double seconds, Double sigma, int steps, boolean pingPong, boolean detail, int side, long seed, boolean dissolve,
            boolean noFaces, boolean holdEyes, boolean loop) implements ChoicesInterpolateBuilder.With {
        static final Interpolate STANDARD = new Interpolate(2, null, 0, false, true, 1024, 0, false, false, false, false);

        public Interpolate {
            seconds = seconds <= 0 ? 2 : Math.min(seconds, 60);
            sigma = sigma == null ? Double.valueOf(0.3) : sigma;
        }
    }

    /**
     * @param route name of a route, or empty for the pack's steps
     * @param side  longest side of the variations, in pixels; 0 for that of the picture
     * @param level from which on a picture is drawn anew; counts where there is a model of detail, and strength, route and mode do not then
     */
    @RecordBuilder
    public record Resample(int count, double strength, String route, Resampling.Mode mode, double change, long seed,
            boolean seedLocked, int side, Pyramid.From level) implements ChoicesResampleBuilder.With {
        static final Resample STANDARD = new Resample(6, 0, "", Resampling.Mode.INVERTED, 0.5, 1, false, 512, null);

        public Resample {
            level = level == null ? Pyramid.From.DETAIL : level;
        }
    }

    /**
     * @param balance −1 (half of the estimated strength) … 1 (twice)
     * @param sigma   fixed strength; counts when not automatic
     * @param texture 0…1
     * @param effort  mirrored and turned versions that are averaged, 1, 2, 4 or 8
     */
    @RecordBuilder
    public record Restore(boolean automatic, double balance, double sigma, double texture, boolean faithful, int effort,
            long seed) implements ChoicesRestoreBuilder.With {
        static final Restore STANDARD = new Restore(true, 0, 0.06, 0, true, 1, 0);
    }

    /** @param side longest side of the noise, in pixels; 0 for that of the picture */
    @RecordBuilder
    public record Invert(int steps, double sigma, long seed, int side) implements ChoicesInvertBuilder.With {
        static final Invert STANDARD = new Invert(0, 0, 0, 512);
    }

    /**
     * @param brush   diameter in pixels of the picture
     * @param feather in pixels
     */
    @RecordBuilder
    public record Inpaint(int brush, int feather, int rounds, int proposals, double strength, long seed) implements ChoicesInpaintBuilder.With {
        static final Inpaint STANDARD = new Inpaint(48, 4, 16, 3, 0, 0);
    }

    /**
     * @param factor   how many times wider and higher; 0 to go by the side
     * @param side     longest side of the result, in pixels
     * @param texture  0…1
     * @param restores whether JPEGs are restored first
     * @param effort   mirrored and turned versions that are averaged, 1, 2, 4 or 8
     */
    @RecordBuilder
    public record Enlarge(int factor, int side, double texture, boolean restores, int effort, long seed) implements ChoicesEnlargeBuilder.With {
        static final Enlarge STANDARD = new Enlarge(2, 3840, 0.5, true, 1, 0);
    }

    public Choices with(Interpolate v) {
        return new Choices(v, resample, restore, invert, inpaint, enlarge);
    }

    public Choices with(Resample v) {
        return new Choices(interpolate, v, restore, invert, inpaint, enlarge);
    }

    public Choices with(Restore v) {
        return new Choices(interpolate, resample, v, invert, inpaint, enlarge);
    }

    public Choices with(Invert v) {
        return new Choices(interpolate, resample, restore, v, inpaint, enlarge);
    }

    public Choices with(Inpaint v) {
        return new Choices(interpolate, resample, restore, invert, v, enlarge);
    }

    public Choices with(Enlarge v) {
        return new Choices(interpolate, resample, restore, invert, inpaint, v);
    }
}
