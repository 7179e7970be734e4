/** The picture that is looked at, zoomed and compared. */
package studio.bcm.ui.canvas;
