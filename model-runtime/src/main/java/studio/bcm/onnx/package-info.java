/** ONNX graphs read and written, and the int8 one made. */
@NullMarked
package studio.bcm.onnx;

import org.jspecify.annotations.NullMarked;
