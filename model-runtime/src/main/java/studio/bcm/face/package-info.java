/** Finds faces in pictures and places 468 points on each, with MediaPipe's detector and face mesh. */
@NullMarked
package studio.bcm.face;

import org.jspecify.annotations.NullMarked;
