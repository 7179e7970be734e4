/** What a user asks for, each as one class that the command line and the window share; nothing here knows a screen. */
@NullMarked
package studio.bcm.job;

import org.jspecify.annotations.NullMarked;
