/** Blends of pictures and noise, and filled holes. */
package studio.bcm.edit.blend;
