package studio.bcm.ui.morph;

import java.util.List;
import studio.bcm.edit.morph.Alignment;
import studio.bcm.edit.morph.LinePair.Place;
import studio.bcm.job.Morph;

/**
 * What was found to correspond in the photos of a morph.
 *
 * @param found       for each passage; nothing where photos are not aligned
 * @param suggestions for each passage
 */
record Solution(Recipe recipe, Morph morph, List<Alignment> found, List<List<Suggestion>> suggestions) {
    /** Where a place of one photo of a passage is in the other. */
    Place across(int passage, Place place, boolean fromA) {
        if (found.isEmpty()) {
            int from = fromA ? passage : second(passage);
            int to = fromA ? second(passage) : passage;
            Place inFrame = morph.inFrame(from, place);
            return morph.inPhoto(to, inFrame.x(), inFrame.y());
        }
        return fromA ? morph.toB(passage, found.get(passage), place) : morph.toA(passage, found.get(passage), place);
    }

    /** What was found for a passage; null where photos are not aligned. */
    Alignment alignment(int passage) {
        return found.isEmpty() ? null : found.get(passage);
    }

    private int second(int passage) {
        return (passage + 1) % recipe.photos().size();
    }
}
