/** What restoration is made of: compression estimated, and results that agree with the JPEG file. */
@NullMarked
package studio.bcm.edit.restore;

import org.jspecify.annotations.NullMarked;
