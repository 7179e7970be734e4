/** NVIDIA's driver and libraries: what is there, and memory and kernels through it. */
package studio.bcm.cuda.driver;
