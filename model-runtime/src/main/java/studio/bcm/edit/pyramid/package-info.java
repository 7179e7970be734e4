/** Whole pictures as levels, each half as large as the next, and each with a noise of its own. */
@NullMarked
package studio.bcm.edit.pyramid;

import org.jspecify.annotations.NullMarked;
