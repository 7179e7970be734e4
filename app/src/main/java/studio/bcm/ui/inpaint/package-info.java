/** The page that fills painted areas. */
@NullMarked
package studio.bcm.ui.inpaint;

import org.jspecify.annotations.NullMarked;
