/** Networks on libtorch: tensors, gradients, fused kernels and CUDA graphs. */
@NullMarked
package studio.bcm.network.torch;

import org.jspecify.annotations.NullMarked;
