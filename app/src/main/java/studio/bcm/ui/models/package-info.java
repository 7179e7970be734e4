/** The page of models, and the model and class that the window works with. */
package studio.bcm.ui.models;
