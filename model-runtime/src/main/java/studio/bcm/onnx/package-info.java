/** ONNX graphs read and written, and the int8 one made. */
package studio.bcm.onnx;
