/** The one description of each network, walked by whatever implements its operations. */
package studio.bcm.network;
