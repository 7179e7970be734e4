/** What restoration is made of: compression estimated, and results that agree with the JPEG file. */
package studio.bcm.edit.restore;
