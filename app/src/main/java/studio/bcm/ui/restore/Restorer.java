package studio.bcm.ui.restore;

import studio.bcm.edit.EditDefaults;
import studio.bcm.edit.Restoration;
import studio.bcm.task.Progress;
import studio.bcm.ui.document.Choices;
import studio.bcm.ui.models.LoadedFunction;

/** A restoration with what is chosen in the window. */
public final class Restorer {
    private Restorer() {
    }

    public static Restoration of(LoadedFunction loaded, Choices.Restore c, Progress progress) {
        EditDefaults own = loaded.defaults();
        EditDefaults balanced = new EditDefaults(own.startNoise(), own.inversionSteps(), own.samplingSteps(),
                own.interpolationDepth(), own.variationStrength(),
                own.restorationScale() * (float) Math.pow(2, c.balance()), own.routes());
        Restoration.Builder builder = Restoration.builder().setFunction(loaded.function(progress)).optDefaults(balanced)
                .optSeed(c.seed()).optTexture((float) c.texture()).optEffort(c.effort())
                .optFaithful(c.faithful());
        if (!c.automatic()) {
            builder.optStrength((float) c.sigma());
        }
        return builder.build();
    }

    /** Of a picture that was made small: no more than one pass at a stated strength. */
    static Restoration rough(LoadedFunction loaded, float strength, Progress progress) {
        float least = 2 * loaded.manifest().sigmaMin();
        return Restoration.builder().setFunction(loaded.function(progress)).optDefaults(loaded.defaults())
                .optStrength(Math.max(least, strength)).optFaithful(false).build();
    }
}
