/** Measurements of kernels, graphs and whole models. */
package studio.bcm.benchmark;
