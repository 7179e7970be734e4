/** The subcommands of evaluate. */
package studio.bcm.evaluation;
