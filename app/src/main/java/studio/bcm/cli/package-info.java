/** The command line: one class for each command, what commands share, and the start of the program. */
package studio.bcm.cli;
