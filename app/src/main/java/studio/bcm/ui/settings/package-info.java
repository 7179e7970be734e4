/** Settings, where they are kept, and their page. */
package studio.bcm.ui.settings;
