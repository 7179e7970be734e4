/** How well pictures come back from the noise of their levels, and what variations by levels look like. */
@NullMarked
package studio.bcm.evaluation.pyramid;

import org.jspecify.annotations.NullMarked;
