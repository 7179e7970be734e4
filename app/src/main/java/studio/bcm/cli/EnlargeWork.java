package studio.bcm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import studio.bcm.batch.BatchResult;
import studio.bcm.batch.BatchWork;
import studio.bcm.edit.Enlargement;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.jpeg.JpegFacts;
import studio.bcm.model.Manifest;
import studio.bcm.task.Progress;

/** Reads, enlarges and writes one picture. */
final class EnlargeWork implements BatchWork {
    private final EnlargeCommand options;
    private final Session session;
    private final Manifest.Detail detail;
    private final EnlargeCommand.Restoring restoring;
    private final PictureWriter writer;

    EnlargeWork(EnlargeCommand options, Session session, Manifest.Detail detail, EnlargeCommand.Restoring restoring, PictureWriter writer) {
        this.options = options;
        this.session = session;
        this.detail = detail;
        this.restoring = restoring;
        this.writer = writer;
    }

    @Override
    public BatchResult process(Path input, Path output, Progress progress) {
        Picture picture = PictureReader.read(input);
        Enlargement.Builder builder = Enlargement.builder().setFunction(session.function()).setDetail(detail).optTexture(options.texture)
                .optSteps(options.steps).optEffort(options.effort).optFaithful(options.faithful).optKernel(options.shrunkBy.kernel())
                .optSeed(options.seed);
        if (options.restores && picture.jpegFacts().isPresent()) {
            builder.optRestoration(restoring.get());
        }
        double times = options.size == null ? options.factor == null ? 2 : options.factor
                : Math.min((double) options.size.width() / picture.width(), (double) options.size.height() / picture.height());
        int width = Math.toIntExact(Math.max(1, Math.round(times * picture.width())));
        int height = Math.toIntExact(Math.max(1, Math.round(times * picture.height())));
        Enlargement.Result result = builder.build().run(picture, width, height, progress);
        List<String> notes = new ArrayList<>(picture.warnings());
        notes.addAll(writer.write(result.picture(), output));
        return new BatchResult((double) width * height / 1e6, picture.jpegFacts().map(JpegFacts::quality).orElse(0), result.restored(),
                notes);
    }
}
