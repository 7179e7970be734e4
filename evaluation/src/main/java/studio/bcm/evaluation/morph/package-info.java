/** Figures of morphs: what frames between them are worth. */
@NullMarked
package studio.bcm.evaluation.morph;

import org.jspecify.annotations.NullMarked;
