/** EXIF, ICC, XMP and orientation, in every container that holds them. */
package studio.bcm.image.metadata;
