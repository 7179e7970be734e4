/** Checkpoints published for the reference code, read and converted to packs. */
package studio.bcm.official;
