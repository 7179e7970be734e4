/** The subcommands of evaluate. */
@NullMarked
package studio.bcm.evaluation;

import org.jspecify.annotations.NullMarked;
