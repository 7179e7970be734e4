/** Morphs: finds what corresponds in two photos, moves it along paths, and fuses both photos into every frame. */
@NullMarked
package studio.bcm.edit.morph;

import org.jspecify.annotations.NullMarked;
