package studio.bcm.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import studio.bcm.batch.BatchResult;
import studio.bcm.batch.BatchWork;
import studio.bcm.edit.Restoration;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.jpeg.JpegFacts;
import studio.bcm.task.Progress;

/** Reads, restores and writes one picture. */
public final class RestoreFile implements BatchWork {
    private final Restoration restoration;
    private final PictureOutput output;

    public RestoreFile(Restoration restoration, PictureOutput output) {
        this.restoration = restoration;
        this.output = output;
    }

    @Override
    public BatchResult process(Path input, Path file, Progress progress) {
        Restored restored = restored(PictureReader.read(input), progress);
        List<String> notes = new ArrayList<>(restored.told.notes());
        notes.addAll(output.write(restored.picture, file));
        return restored.told.withNotes(notes);
    }

    /** The input is not held any longer than it takes to restore it: a result of 100 megapixels needs its memory. */
    private Restored restored(Picture picture, Progress progress) {
        Restoration.Result result = restoration.run(picture, progress);
        double megapixels = (double) picture.width() * picture.height() / 1e6;
        return new Restored(result.picture(), new BatchResult(megapixels, picture.jpegFacts().map(JpegFacts::quality).orElse(0),
                result.summary().mean(), picture.warnings()));
    }

    private record Restored(Picture picture, BatchResult told) {
    }
}
