/** Training: its commands, stages, checkpoints and runs. */
package studio.bcm.train;
