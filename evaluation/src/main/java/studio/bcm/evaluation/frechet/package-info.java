/** Fréchet distances, precision and recall between sets of features. */
@NullMarked
package studio.bcm.evaluation.frechet;

import org.jspecify.annotations.NullMarked;
