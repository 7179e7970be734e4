/** Controls, fonts and thumbnails that all pages are made of. */
@NullMarked
package studio.bcm.ui.control;

import org.jspecify.annotations.NullMarked;
