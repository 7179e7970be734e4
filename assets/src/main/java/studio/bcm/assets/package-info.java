/** The programs that drew the icons and sample pictures. */
package studio.bcm.assets;
