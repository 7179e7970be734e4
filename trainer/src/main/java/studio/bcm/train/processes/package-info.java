/** Training by several processes, each with a device of its own: how they are started, agree and add up their gradients. */
package studio.bcm.train.processes;
