/** The page that says what works on this computer. */
package studio.bcm.ui.doctor;
