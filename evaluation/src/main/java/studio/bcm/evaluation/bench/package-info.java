/** The model that is measured, as the program would run it. */
package studio.bcm.evaluation.bench;
