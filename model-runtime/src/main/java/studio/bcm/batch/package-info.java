/** Many files through one function: which becomes which, threads, skipping, stopping and the report. */
package studio.bcm.batch;
