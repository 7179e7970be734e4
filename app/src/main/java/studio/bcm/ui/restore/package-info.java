/** The page that restores compressed pictures. */
@NullMarked
package studio.bcm.ui.restore;

import org.jspecify.annotations.NullMarked;
