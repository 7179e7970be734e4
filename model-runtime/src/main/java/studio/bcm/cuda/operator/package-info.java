/** Our own operators inside ONNX Runtime on NVIDIA GPUs. */
@NullMarked
package studio.bcm.cuda.operator;

import org.jspecify.annotations.NullMarked;
