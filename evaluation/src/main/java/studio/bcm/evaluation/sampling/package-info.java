/** Samples, and the search for routes that give the best ones. */
@NullMarked
package studio.bcm.evaluation.sampling;

import org.jspecify.annotations.NullMarked;
