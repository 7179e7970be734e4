/** What enlarging needs beside the network: which way a picture was made smaller, and results that contradict no pixel of it. */
@NullMarked
package studio.bcm.edit.enlarge;

import org.jspecify.annotations.NullMarked;
