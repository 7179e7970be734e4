/** How well restoration brings photos back: PSNR, SSIM and texture. */
package studio.bcm.evaluation.restoration;
