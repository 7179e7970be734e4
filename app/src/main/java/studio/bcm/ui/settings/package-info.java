/** Settings, where they are kept, and their page. */
@NullMarked
package studio.bcm.ui.settings;

import org.jspecify.annotations.NullMarked;
