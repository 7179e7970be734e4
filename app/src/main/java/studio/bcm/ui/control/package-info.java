/** Controls, fonts and thumbnails that all pages are made of. */
package studio.bcm.ui.control;
