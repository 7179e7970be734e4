package studio.bcm.job;

import java.util.Optional;
import java.util.function.ObjIntConsumer;
import studio.bcm.edit.Generation;
import studio.bcm.edit.WorkRecord;
import studio.bcm.edit.pyramid.Pyramid;
import studio.bcm.image.Picture;
import studio.bcm.image.Pixels;
import studio.bcm.model.Manifest;
import studio.bcm.task.Progress;

/**
 * Pictures out of noise alone. Larger ones than a model was trained at are drawn by levels: the whole by the model, what is finer by one of
 * detail.
 *
 * @param width  columns
 * @param height rows
 * @param seed   of all noise
 * @param steps  evaluations of the network, 1…3; 0 for the pack's
 * @param route  name of the sampling route; empty for that of the steps
 */
public record Generate(int width, int height, long seed, int steps, String route) {
    /** With the pack's steps. */
    public Generate(int width, int height, long seed) {
        this(width, height, seed, 0, "");
    }

    /** Whether a model of detail is of use: the size is above the model's own, and neither steps nor a route are asked for. */
    public boolean takesDetail(Manifest model) {
        return steps == 0 && route.isEmpty() && Math.min(width, height) > model.resolution();
    }

    /**
     * Makes pictures; the first ones are the same however many are made.
     *
     * @param detail model of detail, or null for none: then the model draws the whole size by itself
     * @param each   receives each picture with its index, as soon as it is there
     * @return what was done; empty for a pyramid
     */
    public Optional<WorkRecord> run(EditModel model, EditModel detail, int count, ObjIntConsumer<Picture> each, Progress progress) {
        ObjIntConsumer<Pixels> pixels = (picture, index) -> each.accept(Picture.of(picture), index);
        if (detail != null && takesDetail(model.manifest())) {
            Pyramid.builder().setBase(model.function(progress), model.defaults())
                    .setDetail(detail.function(progress), detail.manifest().detail()).optSeed(seed).build().generate(width, height, count, pixels, progress);
            return Optional.empty();
        }
        Generation.Builder builder = Generation.builder().setFunction(model.function(progress)).optDefaults(model.defaults()).optSeed(seed);
        if (steps > 0) {
            builder.optSteps(steps);
        }
        if (!route.isEmpty()) {
            builder.optRoute(model.route(route));
        }
        return Optional.of(builder.build().run(width, height, count, pixels, progress));
    }
}
