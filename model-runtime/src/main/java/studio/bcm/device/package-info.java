/** The choice of a device, and what the doctor says of it. */
package studio.bcm.device;
