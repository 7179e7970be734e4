/** Photos as batches of training samples on the GPU. */
package studio.bcm.train.data;
