/** Reads TFLite files and converts them to ONNX, for the operators that the face models use. */
package studio.bcm.face.tflite;
