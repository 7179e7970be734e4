/** The page that morphs one picture into another. */
@NullMarked
package studio.bcm.ui.morph;

import org.jspecify.annotations.NullMarked;
