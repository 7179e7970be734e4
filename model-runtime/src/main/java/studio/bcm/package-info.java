/** What all modules share: the failure that a user can act on. */
@NullMarked
package studio.bcm;

import org.jspecify.annotations.NullMarked;
