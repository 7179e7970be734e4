/** How well restoration brings photos back: PSNR, SSIM and texture. */
@NullMarked
package studio.bcm.evaluation.restoration;

import org.jspecify.annotations.NullMarked;
