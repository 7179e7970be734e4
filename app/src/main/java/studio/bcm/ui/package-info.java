/** The start of the window, and its texts in all languages. */
@NullMarked
package studio.bcm.ui;

import org.jspecify.annotations.NullMarked;
