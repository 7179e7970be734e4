/** Routes: the moves between noise levels that an operation makes. */
package studio.bcm.route;
