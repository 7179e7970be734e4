/** What a user asks for, each as one class that the command line and the window share; nothing here knows a screen. */
package studio.bcm.job;
