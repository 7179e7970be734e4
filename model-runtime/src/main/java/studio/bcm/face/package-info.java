/** Finds faces in pictures and places 468 points on each, with MediaPipe's detector and face mesh. */
package studio.bcm.face;
