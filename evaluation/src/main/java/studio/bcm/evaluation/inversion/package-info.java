/** How well pictures come back from noise. */
package studio.bcm.evaluation.inversion;
