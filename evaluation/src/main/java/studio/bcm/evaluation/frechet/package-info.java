/** Fréchet distances, precision and recall between sets of features. */
package studio.bcm.evaluation.frechet;
