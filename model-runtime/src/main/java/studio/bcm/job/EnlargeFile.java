package studio.bcm.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import studio.bcm.batch.BatchResult;
import studio.bcm.batch.BatchWork;
import studio.bcm.edit.Enlargement;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.jpeg.JpegFacts;
import studio.bcm.task.Progress;

/** Reads, enlarges and writes one picture. */
public final class EnlargeFile implements BatchWork {
    private final Enlarge enlarge;
    private final PictureOutput output;

    public EnlargeFile(Enlarge enlarge, PictureOutput output) {
        this.enlarge = enlarge;
        this.output = output;
    }

    @Override
    public BatchResult process(Path input, Path file, Progress progress) {
        Picture picture = PictureReader.read(input);
        Enlargement.Result result = enlarge.run(picture, progress);
        List<String> notes = new ArrayList<>(picture.warnings());
        notes.addAll(output.write(result.picture(), file));
        Enlarge.Size size = new Enlarge.Size(result.picture().width(), result.picture().height());
        return new BatchResult(size.megapixels(), picture.jpegFacts().map(JpegFacts::quality).orElse(0), result.restored(), notes);
    }
}
