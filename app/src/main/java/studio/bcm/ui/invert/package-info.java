/** The page that shows and keeps the noise that a picture inverts to. */
@NullMarked
package studio.bcm.ui.invert;

import org.jspecify.annotations.NullMarked;
