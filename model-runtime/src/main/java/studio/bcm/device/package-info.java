/** The choice of a device, and what the doctor says of it. */
@NullMarked
package studio.bcm.device;

import org.jspecify.annotations.NullMarked;
