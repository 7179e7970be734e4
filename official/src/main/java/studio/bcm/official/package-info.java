/** Checkpoints published for the reference code, read and converted to packs. */
@NullMarked
package studio.bcm.official;

import org.jspecify.annotations.NullMarked;
