package studio.bcm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import studio.bcm.batch.BatchResult;
import studio.bcm.batch.BatchWork;
import studio.bcm.edit.Restoration;
import studio.bcm.image.JpegFacts;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;
import studio.bcm.task.Progress;

/** Reads, restores and writes one picture. */
final class RestoreWork implements BatchWork {
    private final Restoration restoration;
    private final PictureWriter writer;

    RestoreWork(Restoration restoration, PictureWriter writer) {
        this.restoration = restoration;
        this.writer = writer;
    }

    @Override
    public BatchResult process(Path input, Path output, Progress progress) {
        Picture picture = PictureReader.read(input);
        Restoration.Result result = restoration.run(picture, progress);
        List<String> notes = new ArrayList<>(picture.warnings());
        writer.write(result.picture(), output);
        double megapixels = (double) picture.width() * picture.height() / 1e6;
        return new BatchResult(megapixels, picture.jpegFacts().map(JpegFacts::quality).orElse(0), result.summary().mean(), notes);
    }
}
