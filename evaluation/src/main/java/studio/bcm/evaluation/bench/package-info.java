/** The model that is measured, as the program would run it. */
@NullMarked
package studio.bcm.evaluation.bench;

import org.jspecify.annotations.NullMarked;
