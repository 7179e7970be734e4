/** Networks exported to ONNX. */
@NullMarked
package studio.bcm.network.onnx;

import org.jspecify.annotations.NullMarked;
