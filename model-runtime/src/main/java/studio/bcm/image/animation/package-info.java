/** Animated GIF and WebP files, and films by ffmpeg. */
package studio.bcm.image.animation;
