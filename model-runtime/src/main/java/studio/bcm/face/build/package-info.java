/** Runs in the build alone: takes MediaPipe's face models from npm and converts them. */
@NullMarked
package studio.bcm.face.build;

import org.jspecify.annotations.NullMarked;
