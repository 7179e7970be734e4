package studio.bcm.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.bcm.edit.morph.Aligner;
import studio.bcm.edit.morph.Alignment;
import studio.bcm.edit.morph.CorrespondenceFile;
import studio.bcm.edit.morph.Correspondences;
import studio.bcm.edit.morph.CropBox;
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
        return align(a, new CropBox(0, 0, a.width(), a.height()), b, CropBox.centred(b.width(), b.height(), a.width(), a.height()), faces, progress);
    }

    /** Aligns the parts of two pictures that fill the frame. */
    Alignment align(PixelSource a, CropBox cropA, PixelSource b, CropBox cropB, FaceHints faces, Progress progress) {
        Correspondences known = points == null ? Correspondences.NONE
                : CorrespondenceFile.read(points, a.width(), a.height(), b.width(), b.height());
        if (faces != null) {
            known = known.withHints(faces.between(a, b));
        }
        return Aligner.builder().optSearch(!noSearch).build().align(a, cropA, b, cropB, known, progress);
    }
}
