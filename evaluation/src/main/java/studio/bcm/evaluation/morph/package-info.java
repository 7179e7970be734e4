/** Figures of morphs: what frames between them are worth. */
package studio.bcm.evaluation.morph;
