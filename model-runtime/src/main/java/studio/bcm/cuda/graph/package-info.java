/** The graph that ONNX Runtime runs on NVIDIA GPUs, made of the portable one. */
package studio.bcm.cuda.graph;
