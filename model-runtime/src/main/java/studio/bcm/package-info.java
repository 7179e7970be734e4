/** What all modules share: the failure that a user can act on. */
package studio.bcm;
