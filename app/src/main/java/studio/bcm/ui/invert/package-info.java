/** The page that shows and keeps the noise that a picture inverts to. */
package studio.bcm.ui.invert;
