package studio.bcm.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import studio.bcm.edit.morph.Aligner;
import studio.bcm.edit.morph.Alignment;
import studio.bcm.edit.morph.CorrespondenceFile;
import studio.bcm.edit.morph.Correspondences;
import studio.bcm.edit.morph.CropBox;
import studio.bcm.image.PixelSource;
import studio.bcm.task.Progress;

/** How two pictures are aligned. */
final class AlignmentOptions {
    @Option(names = "--points", paramLabel = "FILE", description = {"Places that correspond, as JSON: {\"pairs\":[[xa,ya,xb,yb],…],",
        "\"lines\":[{\"a\":[[x,y],…],\"b\":[[x,y],…]},…],\"unit\":\"px\"|\"percent\"}."})
    Path points;

    @Option(names = "--no-search", description = "Do not look for another scale, place or turn of B first.")
    boolean noSearch;

    Alignment align(PixelSource a, PixelSource b, Progress progress) {
        return align(a, new CropBox(0, 0, a.width(), a.height()), b, CropBox.centred(b.width(), b.height(), a.width(), a.height()), progress);
    }

    /** Aligns the parts of two pictures that fill the frame. */
    Alignment align(PixelSource a, CropBox cropA, PixelSource b, CropBox cropB, Progress progress) {
        Correspondences known = points == null ? Correspondences.NONE
                : CorrespondenceFile.read(points, a.width(), a.height(), b.width(), b.height());
        return Aligner.builder().optSearch(!noSearch).build().align(a, cropA, b, cropB, known, progress);
    }
}
