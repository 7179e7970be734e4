package studio.bcm.ui.enlarge;

import studio.bcm.job.Enlarge;
import studio.bcm.ui.document.Choices;
import studio.bcm.ui.models.LoadedFunction;
import studio.bcm.ui.models.ModelService;
import studio.bcm.ui.restore.Restorer;

/** Enlarging with what is chosen in the window. Models are loaded when they are needed, on the device's thread. */
public final class Enlarger {
    private Enlarger() {
    }

    /**
     * By a factor or to a size.
     *
     * @param restore how JPEGs are restored first, where that is chosen
     */
    public static Enlarge of(ModelService models, Choices.Enlarge c, Choices.Restore restore) {
        LoadedFunction detail = models.other(Enlarge.DETAIL_MODEL);
        Enlarge.Builder builder = Enlarge.builder().setModel(detail).optTexture((float) c.texture()).optEffort(c.effort()).optSeed(c.seed());
        if (c.factor() > 0) {
            builder.optFactor(c.factor());
        } else {
            builder.optSize(c.side(), c.side());
        }
        if (c.restores()) {
            builder.optRestoration(progress -> Restorer.of(models.get(), restore, progress));
        }
        return builder.build();
    }
}
