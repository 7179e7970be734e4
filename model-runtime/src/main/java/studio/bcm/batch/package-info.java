/** Many files through one function: which becomes which, threads, skipping, stopping and the report. */
@NullMarked
package studio.bcm.batch;

import org.jspecify.annotations.NullMarked;
