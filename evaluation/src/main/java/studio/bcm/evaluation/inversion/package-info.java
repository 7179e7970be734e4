/** How well pictures come back from noise. */
@NullMarked
package studio.bcm.evaluation.inversion;

import org.jspecify.annotations.NullMarked;
