package studio.bcm.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.bcm.edit.morph.Aligner;
import studio.bcm.edit.morph.Alignment;
import studio.bcm.edit.morph.CorrespondenceFile;
import studio.bcm.edit.morph.Correspondences;
import studio.bcm.face.FaceHints;
import studio.bcm.image.PixelSource;
import studio.bcm.task.Progress;

/** How two pictures are aligned. */
final class AlignmentOptions {
    @Option(names = "--points", paramLabel = "FILE", description = {"Places that correspond, as JSON: {\"pairs\":[[xa,ya,xb,yb],…],",
        "\"lines\":[{\"a\":[[x,y],…],\"b\":[[x,y],…]},…],\"unit\":\"px\"|\"percent\"}."})
    Path points;

    @Option(names = "--no-search", description = "Do not search for another scale, position or rotation of B first.")
    boolean noSearch;

    @Option(names = "--no-faces", description = "Do not look for faces, whose features otherwise meet.")
    boolean noFaces;

    /** What faces say; to be closed. */
    FaceHints faces() {
        return noFaces ? null : new FaceHints();
    }

    /**
     * Aligns the middles of two pictures.
     *
     * @param faces null to leave faces out
     */
    Alignment align(PixelSource a, PixelSource b, @Nullable FaceHints faces, Progress progress) {
        return Aligner.builder().optSearch(!noSearch).build().align(a, b, known(a, b, faces), progress);
    }

    /** What is known of two pictures beforehand. */
    Correspondences known(PixelSource a, PixelSource b, @Nullable FaceHints faces) {
        Correspondences known = points == null ? Correspondences.NONE
                : CorrespondenceFile.read(points, a.width(), a.height(), b.width(), b.height());
        return faces == null ? known : known.withHints(faces.between(a, b));
    }
}
