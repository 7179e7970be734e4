/** Noise that pictures invert to, its file, and random streams. */
@NullMarked
package studio.bcm.edit.noise;

import org.jspecify.annotations.NullMarked;
