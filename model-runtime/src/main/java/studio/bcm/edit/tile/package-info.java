/** Large pictures in overlapping tiles. */
@NullMarked
package studio.bcm.edit.tile;

import org.jspecify.annotations.NullMarked;
