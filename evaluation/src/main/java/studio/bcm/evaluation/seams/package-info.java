/** How visible the borders of tiles are. */
@NullMarked
package studio.bcm.evaluation.seams;

import org.jspecify.annotations.NullMarked;
