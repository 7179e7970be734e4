/** What all pages stand in: window, menus, status bar, messages, and what models share. */
package studio.bcm.ui.shell;
