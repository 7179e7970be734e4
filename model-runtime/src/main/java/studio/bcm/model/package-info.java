/** Packs, and the consistency functions that they are loaded as. */
@NullMarked
package studio.bcm.model;

import org.jspecify.annotations.NullMarked;
