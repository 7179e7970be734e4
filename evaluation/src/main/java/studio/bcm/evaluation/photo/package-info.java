/** Photos and crops that are measured on, and their degradation. */
@NullMarked
package studio.bcm.evaluation.photo;

import org.jspecify.annotations.NullMarked;
