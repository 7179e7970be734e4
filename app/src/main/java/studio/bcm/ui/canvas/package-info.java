/** The picture that is looked at, zoomed and compared. */
@NullMarked
package studio.bcm.ui.canvas;

import org.jspecify.annotations.NullMarked;
