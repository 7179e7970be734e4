/** The page that trains a model in a process of its own. */
@NullMarked
package studio.bcm.ui.train;

import org.jspecify.annotations.NullMarked;
