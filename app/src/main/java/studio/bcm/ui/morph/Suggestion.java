package studio.bcm.ui.morph;

import studio.bcm.edit.morph.LinePair.Place;

/**
 * Two places that a program believes to correspond, in pixels of both photos.
 *
 * @param ofFace whether a face says so, which counts without being taken over
 */
public record Suggestion(Place a, Place b, boolean ofFace) {
}
