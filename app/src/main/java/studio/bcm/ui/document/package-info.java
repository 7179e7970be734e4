/** What is open: immutable states whose every version is kept on disk. */
@NullMarked
package studio.bcm.ui.document;

import org.jspecify.annotations.NullMarked;
