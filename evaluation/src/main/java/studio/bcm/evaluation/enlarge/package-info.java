/** How close enlarged photos come to the originals. */
@NullMarked
package studio.bcm.evaluation.enlarge;

import org.jspecify.annotations.NullMarked;
