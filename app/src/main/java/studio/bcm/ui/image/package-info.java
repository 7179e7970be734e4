/** Pictures of the screen: pyramids, layers, masks, and conversion to and from planar RGB. */
package studio.bcm.ui.image;
