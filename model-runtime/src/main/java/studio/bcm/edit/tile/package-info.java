/** Large pictures in overlapping tiles. */
package studio.bcm.edit.tile;
