/** The editing operations: restoration, interpolation, variation, inversion, inpainting and generation. */
package studio.bcm.edit;
