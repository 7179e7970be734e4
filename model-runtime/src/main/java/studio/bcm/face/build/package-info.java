/** Runs in the build alone: takes MediaPipe's face models from npm and converts them. */
package studio.bcm.face.build;
