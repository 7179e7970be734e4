/** The page that restores compressed pictures. */
package studio.bcm.ui.restore;
