/** Pictures, their pixels, and reading and writing them in all formats. */
@NullMarked
package studio.bcm.image;

import org.jspecify.annotations.NullMarked;
