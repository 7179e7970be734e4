/** The page that says what works on this computer. */
@NullMarked
package studio.bcm.ui.doctor;

import org.jspecify.annotations.NullMarked;
