/** The page that trains a model in a process of its own. */
package studio.bcm.ui.train;
