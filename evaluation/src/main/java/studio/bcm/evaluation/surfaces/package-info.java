/** Whether smooth parts of pictures stay clean: what is left of them around a blur, and how it is spread over frequencies. */
package studio.bcm.evaluation.surfaces;
