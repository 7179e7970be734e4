/** The page that morphs one picture into another. */
package studio.bcm.ui.morph;
