/** How close enlarged photos come to the originals. */
package studio.bcm.evaluation.enlarge;
