/** Noise that pictures invert to, its file, and random streams. */
package studio.bcm.edit.noise;
