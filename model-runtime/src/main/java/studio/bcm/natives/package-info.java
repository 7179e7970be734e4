/** Native libraries: where they are unpacked and how they are loaded. */
package studio.bcm.natives;
