/** Reads TFLite files and converts them to ONNX, for the operators that the face models use. */
@NullMarked
package studio.bcm.face.tflite;

import org.jspecify.annotations.NullMarked;
