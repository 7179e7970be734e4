/** What is open: immutable states whose every version is kept on disk. */
package studio.bcm.ui.document;
