/** The bits, coefficients and tables of JPEG files. */
package studio.bcm.image.jpeg;
