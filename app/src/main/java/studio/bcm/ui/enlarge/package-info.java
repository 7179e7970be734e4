/** The page that enlarges pictures. */
package studio.bcm.ui.enlarge;
