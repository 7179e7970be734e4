/** Networks exported to ONNX. */
package studio.bcm.network.onnx;
