/** The page of models, and the model and class that the window works with. */
@NullMarked
package studio.bcm.ui.models;

import org.jspecify.annotations.NullMarked;
