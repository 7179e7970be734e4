/** Training by several processes, each with a device of its own: how they are started, agree and add up their gradients. */
@NullMarked
package studio.bcm.train.processes;

import org.jspecify.annotations.NullMarked;
