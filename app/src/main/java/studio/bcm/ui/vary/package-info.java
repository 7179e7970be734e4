/** The page that varies a picture. */
@NullMarked
package studio.bcm.ui.vary;

import org.jspecify.annotations.NullMarked;
