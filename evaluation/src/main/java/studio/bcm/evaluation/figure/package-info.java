/** Sheets of pictures, tables and plots. */
@NullMarked
package studio.bcm.evaluation.figure;

import org.jspecify.annotations.NullMarked;
