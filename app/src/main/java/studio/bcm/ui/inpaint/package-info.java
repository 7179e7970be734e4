/** The page that fills painted areas. */
package studio.bcm.ui.inpaint;
