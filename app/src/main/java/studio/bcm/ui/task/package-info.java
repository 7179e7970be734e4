/** Work beside the window's thread, one piece after another. */
@NullMarked
package studio.bcm.ui.task;

import org.jspecify.annotations.NullMarked;
