/** Networks on libtorch: tensors, gradients, fused kernels and CUDA graphs. */
package studio.bcm.network.torch;
