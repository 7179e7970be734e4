package studio.bcm.evaluation;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.UserException;
import studio.bcm.edit.EditDefaults;
import studio.bcm.edit.Enlargement;
import studio.bcm.edit.pyramid.Pyramid;
import studio.bcm.evaluation.bench.Bench;
import studio.bcm.evaluation.figure.ResultFiles;
import studio.bcm.evaluation.figure.Table;
import studio.bcm.evaluation.photo.EvaluationPhotos;
import studio.bcm.evaluation.pyramid.PyramidMeasure;
import studio.bcm.image.Kernel;
import studio.bcm.image.Picture;
import studio.bcm.image.Pixels;
import studio.bcm.image.Taps;
import studio.bcm.job.Enlarge;
import studio.bcm.task.Progress;

/** {@code evaluate pyramid DIR}: photos as levels. */
@Command(name = "pyramid", sortOptions = false, mixinStandardHelpOptions = true,
        description = {"Carries photos to the noise of their levels and back, draws them anew from each level on, and measures what comes back, whether "
                + "variations have more detail than their photos in smooth parts, and how long enlarging to some megapixels takes.",
            "--model names the model of whole small pictures; default: photo-64. --out takes pyramid.csv, pyramid.md and a sheet."})
final class PyramidEvaluation implements Callable<Integer> {
    private static final int SHEET_ROWS = 5;

    @Mixin
    private EvaluationOptions options;

    @Parameters(paramLabel = "DIR", description = "Clean photos, at any depth.")
    private Path folder;

    @Option(names = "--detail-model", paramLabel = "NAME|FILE", defaultValue = Enlarge.DETAIL_MODEL, description = "Model of detail; default: ${DEFAULT-VALUE}.")
    private String detailModel;

    @Option(names = "--crop", paramLabel = "N", defaultValue = "0", description = "Only the middle N×N pixels of each photo, for a quick look.")
    private int crop;

    @Option(names = "--megapixels", paramLabel = "N", defaultValue = "4", description = "Size for the time of enlarging 2 times, without and with texture; "
            + "0 for none; default: ${DEFAULT-VALUE}.")
    private double megapixels;

    @Override
    public Integer call() {
        if (!(megapixels >= 0 && megapixels <= 100)) {
            throw new UserException("--megapixels goes from 0 to 100.");
        }
        EvaluationPhotos photos = options.photos(folder).cropped(crop);
        Progress progress = options.progress();
        try (Bench base = options.open(); Bench detail = options.openOther(detailModel)) {
            Pyramid pyramid = Pyramid.builder().setBase(base.classes().heldToOne(base.function()), EditDefaults.of(base.manifest()))
                    .setDetail(detail.function(), detail.manifest().detail()).optSeed(options.seed()).build();
            PyramidMeasure measure = new PyramidMeasure(pyramid, SHEET_ROWS);
            List<PyramidMeasure.Row> rows = measure.measure(photos, progress);
            if (rows.isEmpty()) {
                throw new UserException("None of the pictures in " + folder + " is large enough to have a level of detail.");
            }
            Table table = PyramidMeasure.table(rows);
            Table times = megapixels == 0 ? null : times(detail, photos, progress);
            options.print().println(table.text());
            if (times != null) {
                options.print().println(times.text());
            }
            options.print().flush();
            if (options.out() != null) {
                ResultFiles.writeText(PyramidMeasure.csv(rows), options.out().resolve("pyramid.csv"));
                ResultFiles.writeText(markdown(base, detail, table, times), options.out().resolve("pyramid.md"));
                measure.sheet(options.command()).write(options.out().resolve("pyramid.png"));
            }
            return 0;
        }
    }

    private String markdown(Bench base, Bench detail, Table table, Table times) {
        String text = "# " + base.manifest().name() + " and " + detail.manifest().name() + " on " + detail.device() + "\n\n    " + options.command()
                + "\n\n" + table.markdown() + "\n" + table.note() + "\n";
        return times == null ? text : text + "\n## " + times.title() + "\n\n" + times.markdown() + "\n" + times.note() + "\n";
    }

    /** The second of two runs: the first finds out sizes and fills caches, once for a program. */
    private Table times(Bench detail, EvaluationPhotos photos, Progress progress) {
        Pixels[] photo = new Pixels[1];
        photos.spread(1).forEach((picture, name) -> photo[0] = picture.toPixels(), Progress.none(), "");
        double factor = Math.sqrt(megapixels * 1e6 / 4 / photo[0].width() / photo[0].height());
        Picture small = Picture.of(Taps.resample(photo[0], (int) Math.round(factor * photo[0].width()), (int) Math.round(factor * photo[0].height()),
                Kernel.BICUBIC));
        Table table = new Table(String.format(Locale.ROOT, "Enlarging 2 times to %.1f megapixels", megapixels), List.of("texture", "seconds"),
                "Without reading and writing, after a run that does not count, on " + detail.device() + ".");
        for (float texture : new float[] {0, 1}) {
            Enlargement enlargement = Enlargement.builder().setFunction(detail.function()).setDetail(detail.manifest().detail()).optTexture(texture).build();
            double seconds = 0;
            for (int run = 0; run < 2; run++) {
                Enlargement.Result result = enlargement.run(small, 2 * small.width(), 2 * small.height(), progress);
                seconds = result.work().time().toNanos() / 1e9;
            }
            table.add(String.format(Locale.ROOT, "%.0f", texture), String.format(Locale.ROOT, "%.2f", seconds));
        }
        return table;
    }
}
