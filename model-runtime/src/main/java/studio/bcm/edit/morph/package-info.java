/** Morphs: finds what corresponds in two photos, moves it along paths, and fuses both photos into every frame. */
package studio.bcm.edit.morph;
