/** How well pictures come back from the noise of their levels, and what variations by levels look like. */
package studio.bcm.evaluation.pyramid;
