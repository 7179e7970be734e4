/** The page that restores many files. */
package studio.bcm.ui.batch;
