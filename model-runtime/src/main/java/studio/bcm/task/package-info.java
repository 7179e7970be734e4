/** Progress of long work, and its cancelling. */
package studio.bcm.task;
