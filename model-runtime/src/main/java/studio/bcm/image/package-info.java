/** Pictures, their pixels, and reading and writing them in all formats. */
package studio.bcm.image;
