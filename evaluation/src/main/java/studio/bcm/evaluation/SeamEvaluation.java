package studio.bcm.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.UserException;
import studio.bcm.edit.Restoration;
import studio.bcm.edit.tile.Tiling;
import studio.bcm.evaluation.bench.Bench;
import studio.bcm.evaluation.photo.Degradation;
import studio.bcm.evaluation.photo.EvaluationPhotos;
import studio.bcm.evaluation.report.EvaluationReport;
import studio.bcm.evaluation.report.ReportBuilder;
import studio.bcm.evaluation.seams.SeamMeasure;
import studio.bcm.evaluation.seams.SmoothGradient;
import studio.bcm.image.Picture;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;

/** {@code evaluate seams DIR}: whether borders of tiles can be seen in restored gradients and photos. */
@Command(name = "seams", sortOptions = false, mixinStandardHelpOptions = true,
        description = {"Restores JPEGs of smooth gradients and of a folder's photos in tiles of several sizes, and compares the mean absolute step "
                + "between neighbouring pixels across borders of tiles with that elsewhere.",
            "One gradient is not enough: steps across any few lines of it differ by several percent. The standard error says whether there were enough: "
                + "it is about 0.5 %% with 100 gradients and tiles of 288."})
final class SeamEvaluation implements Callable<Integer> {
    private static final int OVERLAP = Tiling.forRestoration().overlap();
    /** Of tiles that are too small for that. */
    private static final int SMALL_OVERLAP = 16;
    /** Two tiles of the size that restoration uses, and small enough to be restored in one piece. */
    private static final int SIDE = 2 * Tiling.forRestoration().tileSize() - OVERLAP;

    /** What is done beside the network, the JPEG above all, takes one thread of each. */
    private static final int AT_ONCE = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4);

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

    /** Gives one picture after the other, always in the same order; they are made where they are used. */
    private interface Pictures {
        void forEach(String doing, Consumer<Supplier<Picture>> each);
    }

    @Override
    public Integer call() {
        for (int tile : tiles) {
            if (tile < 4 * SMALL_OVERLAP || tile >= SIDE) {
                throw new UserException("Tiles have a side of " + 4 * SMALL_OVERLAP + " to " + (SIDE - 1) + " pixels, not " + tile + ".");
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
                    long seed = options.seed() * 1_000_003 + i;
                    each.accept(() -> jpeg.apply(SmoothGradient.of(SIDE, seed)).input());
                }
            });
            List<SeamMeasure> inPhotos = measured(bench, (doing, each) -> photos.forEach((photo, name) ->
                    each.accept(() -> jpeg.apply(photo.toPixels()).input()), progress, doing + ", photos"));
            List<EvaluationReport.SeamRow> rows = new ArrayList<>();
            for (int i = 0; i < tiles.length; i++) {
                rows.add(new EvaluationReport.SeamRow(tiles[i], result(inGradients.get(i)), result(inPhotos.get(i))));
            }
            options.publish(report.optSeams(rows).build());
            return 0;
        }
    }

    private static SeamMeasure.Result result(SeamMeasure measure) {
        return measure.isEmpty() ? null : measure.result();
    }

    /** Size by size, so that a GPU, for which every new shape of batch costs a while, sees few of them. */
    private List<SeamMeasure> measured(Bench bench, Pictures pictures) {
        List<SeamMeasure.Lines> whole = lines(bench, new Tiling(SIDE, OVERLAP, 1), pictures, "In one piece");
        List<SeamMeasure> measures = new ArrayList<>();
        for (int tile : tiles) {
            int overlap = tile < 4 * OVERLAP ? SMALL_OVERLAP : OVERLAP;
            List<SeamMeasure.Lines> tiled = lines(bench, new Tiling(tile, overlap, bench.function().pace().batchSize()), pictures, "In tiles of " + tile);
            SeamMeasure measure = new SeamMeasure(tile, overlap, bench.function().sizeMultiple());
            for (int i = 0; i < whole.size(); i++) {
                measure.add(tiled.get(i), whole.get(i));
            }
            measures.add(measure);
        }
        return measures;
    }

    /** Restores a few pictures at once; of each only the sums of its lines are kept. */
    private static List<SeamMeasure.Lines> lines(Bench bench, Tiling tiling, Pictures pictures, String doing) {
        Restoration restoration = bench.restoration(bench.manifest()).optTiling(tiling).build();
        List<Future<SeamMeasure.Lines>> lines = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            pictures.forEach(doing, picture -> {
                lines.add(threads.submit(() -> SeamMeasure.Lines.of(restoration.run(picture.get(), Progress.none()).picture().toPixels())));
                // No more photos are read than are restored.
                if (lines.size() >= AT_ONCE) {
                    await(lines.get(lines.size() - AT_ONCE));
                }
            });
            return lines.stream().map(SeamEvaluation::await).toList();
        }
    }

    private static SeamMeasure.Lines await(Future<SeamMeasure.Lines> lines) {
        try {
            return lines.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
