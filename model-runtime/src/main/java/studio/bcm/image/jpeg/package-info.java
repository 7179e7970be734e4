/** The bits, coefficients and tables of JPEG files. */
@NullMarked
package studio.bcm.image.jpeg;

import org.jspecify.annotations.NullMarked;
