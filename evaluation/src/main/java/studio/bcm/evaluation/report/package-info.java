/** What was measured, as JSON, text and plots. */
package studio.bcm.evaluation.report;
