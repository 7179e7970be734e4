/** Training: its commands, stages, checkpoints and runs. */
@NullMarked
package studio.bcm.train;

import org.jspecify.annotations.NullMarked;
