/** Work beside the window's thread, one piece after another. */
package studio.bcm.ui.task;
