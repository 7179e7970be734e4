/** EXIF, ICC, XMP and orientation, in every container that holds them. */
@NullMarked
package studio.bcm.image.metadata;

import org.jspecify.annotations.NullMarked;
