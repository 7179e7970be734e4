/** Pictures of the screen: pyramids, layers, masks, and conversion to and from planar RGB. */
@NullMarked
package studio.bcm.ui.image;

import org.jspecify.annotations.NullMarked;
