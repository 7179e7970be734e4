/** The start of the window, and its texts in all languages. */
package studio.bcm.ui;
