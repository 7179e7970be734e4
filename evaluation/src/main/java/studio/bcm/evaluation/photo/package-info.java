/** Photos and crops that are measured on, and their degradation. */
package studio.bcm.evaluation.photo;
