/** What the scripts that make packages need: class archives, icons, the Java runtime and launchers. */
package studio.bcm.installers;
