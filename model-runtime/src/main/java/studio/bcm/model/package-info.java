/** Packs, and the consistency functions that they are loaded as. */
package studio.bcm.model;
