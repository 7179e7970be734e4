/** Progress of long work, and its cancelling. */
@NullMarked
package studio.bcm.task;

import org.jspecify.annotations.NullMarked;
