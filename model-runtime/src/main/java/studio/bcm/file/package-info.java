/** Files that are there whole or not at all. */
@NullMarked
package studio.bcm.file;

import org.jspecify.annotations.NullMarked;
