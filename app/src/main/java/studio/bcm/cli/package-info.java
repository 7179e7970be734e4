/** The command line: one class for each command, what commands share, and the start of the program. */
@NullMarked
package studio.bcm.cli;

import org.jspecify.annotations.NullMarked;
