/** How visible the borders of tiles are. */
package studio.bcm.evaluation.seams;
