/** Routes: the moves between noise levels that an operation makes. */
@NullMarked
package studio.bcm.route;

import org.jspecify.annotations.NullMarked;
