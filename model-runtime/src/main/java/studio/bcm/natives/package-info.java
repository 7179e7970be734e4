/** Native libraries: where they are unpacked and how they are loaded. */
@NullMarked
package studio.bcm.natives;

import org.jspecify.annotations.NullMarked;
