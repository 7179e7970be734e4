/** Samples, and the search for routes that give the best ones. */
package studio.bcm.evaluation.sampling;
