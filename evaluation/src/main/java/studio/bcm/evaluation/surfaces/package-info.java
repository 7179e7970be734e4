/** Whether smooth parts of pictures stay clean: what is left of them around a blur, and how it is spread over frequencies. */
@NullMarked
package studio.bcm.evaluation.surfaces;

import org.jspecify.annotations.NullMarked;
