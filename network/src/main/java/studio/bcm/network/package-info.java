/** The one description of each network, walked by whatever implements its operations. */
@NullMarked
package studio.bcm.network;

import org.jspecify.annotations.NullMarked;
