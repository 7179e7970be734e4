/** Animated GIF and WebP files, and films by ffmpeg. */
@NullMarked
package studio.bcm.image.animation;

import org.jspecify.annotations.NullMarked;
