/** The graph that ONNX Runtime runs on NVIDIA GPUs, made of the portable one. */
@NullMarked
package studio.bcm.cuda.graph;

import org.jspecify.annotations.NullMarked;
