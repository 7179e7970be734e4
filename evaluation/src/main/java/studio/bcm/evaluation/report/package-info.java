/** What was measured, as JSON, text and plots. */
@NullMarked
package studio.bcm.evaluation.report;

import org.jspecify.annotations.NullMarked;
