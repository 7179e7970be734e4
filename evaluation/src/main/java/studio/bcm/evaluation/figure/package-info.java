/** Sheets of pictures, tables and plots. */
package studio.bcm.evaluation.figure;
