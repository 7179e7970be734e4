/** Photos as batches of training samples on the GPU. */
@NullMarked
package studio.bcm.train.data;

import org.jspecify.annotations.NullMarked;
