package studio.bcm.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.UserException;
import studio.bcm.edit.Restoration;
import studio.bcm.edit.Tiling;
import studio.bcm.image.ChromaSampling;
import studio.bcm.image.Picture;
import studio.bcm.task.Progress;

/** {@code evaluate seams DIR}: whether borders of tiles can be seen in restored gradients and photos. */
@Command(name = "seams", sortOptions = false, mixinStandardHelpOptions = true,
        description = {"Restores JPEGs of smooth gradients and of a folder's photos in tiles of several sizes, and compares the mean absolute step "
                + "between neighbouring pixels across borders of tiles with that elsewhere.",
            "One gradient does not tell: steps across any few lines of it differ by several percent. The standard error says whether there were enough: "
                + "it is about 0.5 % with 100 gradients and tiles of 288."})
final class SeamEvaluation implements Callable<Integer> {
    private static final int OVERLAP = Tiling.forRestoration().overlap();
    /** Two tiles of the size that restoration uses, and small enough to be restored in one piece. */
    private static final int SIDE = 2 * Tiling.forRestoration().tileSize() - OVERLAP;

    @Mixin
    private EvaluationOptions options;

    @Parameters(paramLabel = "DIR", description = "Clean photos, at any depth; the middle of each is used.")
    private Path folder;

    @Option(names = "--gradients", paramLabel = "N", defaultValue = "100", description = "Gradients of differing direction, colours and slope; "
            + "default: ${DEFAULT-VALUE}.")
    private int gradients;

    @Option(names = "--tiles", paramLabel = "N", split = ",", defaultValue = "64,96,128,192,256,288", description = "Sides of tiles; default: ${DEFAULT-VALUE}.")
    private int[] tiles;

    @Option(names = "--quality", paramLabel = "Q", defaultValue = "30", description = "JPEG quality of gradients and photos; default: ${DEFAULT-VALUE}.")
    private int quality;

    /** Gives each picture to a task, always in the same order. */
    private interface Pictures {
        void forEach(String doing, Consumer<Picture> each);
    }

    @Override
    public Integer call() {
        for (int tile : tiles) {
            if (tile < 4 * OVERLAP || tile >= SIDE) {
                throw new UserException("Tiles have a side of " + 4 * OVERLAP + " to " + (SIDE - 1) + " pixels, not " + tile + ".");
            }
        }
        EvaluationPhotos photos = options.photos(folder).cropped(SIDE);
        Progress progress = options.progress();
        Degradation jpeg = new Degradation.Jpeg(quality, ChromaSampling.S420);
        try (Bench bench = options.open()) {
            ReportBuilder report = options.report(bench, folder, photos);
            List<SeamMeasure> inGradients = measured(bench, (doing, each) -> {
                for (int i = 0; i < gradients; i++) {
                    progress.checkCancelled();
                    progress.report(i, gradients, doing + ", gradients");
                    each.accept(jpeg.apply(SmoothGradient.of(SIDE, options.seed() * 1_000_003 + i)).input());
                }
            });
            List<SeamMeasure> inPhotos = measured(bench, (doing, each) -> photos.forEach((photo, name) ->
                    each.accept(jpeg.apply(photo.toPixels()).input()), progress, doing + ", photos"));
            List<Report.SeamRow> rows = new ArrayList<>();
            for (int i = 0; i < tiles.length; i++) {
                rows.add(new Report.SeamRow(tiles[i], result(inGradients.get(i)), result(inPhotos.get(i))));
            }
            options.publish(report.optSeams(rows).build());
            return 0;
        }
    }

    private static SeamMeasure.Result result(SeamMeasure measure) {
        return measure.isEmpty() ? null : measure.result();
    }

    /**
     * One after the other and size by size, so that a GPU, for which every new shape of batch costs a while, sees few of them.
     * Of a picture only the sums of its lines are kept.
     */
    private List<SeamMeasure> measured(Bench bench, Pictures pictures) {
        List<SeamMeasure.Lines> whole = new ArrayList<>();
        Restoration inOnePiece = bench.restoration(bench.manifest()).optTiling(new Tiling(SIDE, OVERLAP, 1)).build();
        pictures.forEach("In one piece", picture -> whole.add(lines(inOnePiece, picture)));
        List<SeamMeasure> measures = new ArrayList<>();
        for (int tile : tiles) {
            Restoration restoration = bench.restoration(bench.manifest()).optTiling(new Tiling(tile, OVERLAP, bench.function().pace().batchSize())).build();
            SeamMeasure measure = new SeamMeasure(tile, OVERLAP, bench.function().sizeMultiple());
            Iterator<SeamMeasure.Lines> next = whole.iterator();
            pictures.forEach("In tiles of " + tile, picture -> measure.add(lines(restoration, picture), next.next()));
            measures.add(measure);
        }
        return measures;
    }

    private static SeamMeasure.Lines lines(Restoration restoration, Picture picture) {
        return SeamMeasure.Lines.of(restoration.run(picture, Progress.none()).picture().toPixels());
    }
}
