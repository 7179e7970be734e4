/** Our own operators inside ONNX Runtime on NVIDIA GPUs. */
package studio.bcm.cuda.operator;
