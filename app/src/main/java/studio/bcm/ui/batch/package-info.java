/** The page that restores many files. */
@NullMarked
package studio.bcm.ui.batch;

import org.jspecify.annotations.NullMarked;
