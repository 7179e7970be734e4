/** The page that varies a picture. */
package studio.bcm.ui.vary;
