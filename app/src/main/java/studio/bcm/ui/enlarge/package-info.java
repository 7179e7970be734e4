/** The page that enlarges pictures. */
@NullMarked
package studio.bcm.ui.enlarge;

import org.jspecify.annotations.NullMarked;
