/** NVIDIA's driver and libraries: what is there, and memory and kernels through it. */
@NullMarked
package studio.bcm.cuda.driver;

import org.jspecify.annotations.NullMarked;
