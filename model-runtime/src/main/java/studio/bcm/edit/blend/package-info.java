/** Blends of pictures and noise, and filled holes. */
@NullMarked
package studio.bcm.edit.blend;

import org.jspecify.annotations.NullMarked;
