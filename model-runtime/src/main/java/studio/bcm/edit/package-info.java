/** The editing operations: restoration, interpolation, variation, inversion, inpainting and generation. */
@NullMarked
package studio.bcm.edit;

import org.jspecify.annotations.NullMarked;
