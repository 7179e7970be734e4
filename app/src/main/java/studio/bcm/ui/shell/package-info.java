/** What all pages stand in: window, menus, status bar, messages, and what models share. */
@NullMarked
package studio.bcm.ui.shell;

import org.jspecify.annotations.NullMarked;
