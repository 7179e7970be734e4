package studio.bcm.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.UserException;
import studio.bcm.edit.EditDefaults;
import studio.bcm.edit.Enlargement;
import studio.bcm.evaluation.bench.Bench;
import studio.bcm.evaluation.enlarge.EnlargeMeasure;
import studio.bcm.evaluation.figure.ResultFiles;
import studio.bcm.evaluation.figure.Table;
import studio.bcm.evaluation.photo.EvaluationPhotos;
import studio.bcm.image.Kernel;
import studio.bcm.job.Enlarge;
import studio.bcm.model.Manifest;
import studio.bcm.task.Progress;

/** {@code evaluate enlarge DIR}: how near enlarged photos are to their originals. */
@Command(name = "enlarge", sortOptions = false, mixinStandardHelpOptions = true,
        description = {"Scales clean photos down, enlarges them as the enlarge command does, and compares them with what they were: PSNR-Y and SSIM "
                + "beside bicubic and Lanczos interpolation, detail, whether the result made smaller is what was enlarged, and time.",
            "--model names a pack of detail; default: photo-detail. --out takes enlarge.csv, enlarge.md and a sheet of each table."})
final class EnlargeEvaluation implements Callable<Integer> {
    private static final int SHEET_ROWS = 5;

    @Mixin
    private EvaluationOptions options;

    @Parameters(paramLabel = "DIR", description = "Clean photos, at any depth.")
    private Path folder;

    @Option(names = "--factors", paramLabel = "N", split = ",", defaultValue = "2,4", description = "2 and 4 are possible; default: ${DEFAULT-VALUE}.")
    private int[] factors;

    @Option(names = "--shrunk-by", paramLabel = "KERNEL", split = ",", defaultValue = "area,bicubic",
            description = "How photos are scaled down: area, bicubic, lanczos; default: ${DEFAULT-VALUE}.")
    private List<String> kernels;

    @Option(names = "--textures", paramLabel = "0…1", split = ",", defaultValue = "0,1", description = "Texture settings; default: ${DEFAULT-VALUE}.")
    private List<Float> textures;

    @Option(names = "--steps", paramLabel = "1|2", defaultValue = "2", description = "Evaluations that invent detail; default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--effort", paramLabel = "N", defaultValue = "1", description = "Mirrored and rotated versions that are averaged: 1, 2, 4 or 8; "
            + "default: ${DEFAULT-VALUE}.")
    private int effort;

    @Option(names = "--no-faithful", description = "Leave results as the network gives them.")
    private boolean unfaithful;

    @Option(names = "--crop", paramLabel = "N", defaultValue = "0", description = "Only the middle N×N pixels of each photo, for a quick look.")
    private int crop;

    @Override
    public Integer call() {
        for (int factor : factors) {
            if (factor != 2 && factor != 4) {
                throw new UserException("--factors are 2 and 4, not " + factor + ".");
            }
        }
        EvaluationPhotos photos = options.photos(folder).cropped(crop);
        Progress progress = options.progress();
        try (Bench bench = options.open(Enlarge.DETAIL_MODEL)) {
            Map<Float, Enlargement> byTexture = new LinkedHashMap<>();
            textures.forEach(t -> byTexture.put(t, enlargement(bench, t)));
            List<EnlargeMeasure.Row> all = new ArrayList<>();
            StringBuilder markdown = new StringBuilder("# " + bench.manifest().name() + "\n\n    " + options.command() + "\n");
            for (int factor : factors) {
                for (String name : kernels) {
                    Kernel kernel = kernel(name);
                    EnlargeMeasure measure = new EnlargeMeasure(byTexture, factor, kernel);
                    List<EnlargeMeasure.Row> rows = measure.measure(photos, progress);
                    all.addAll(rows);
                    Table table = EnlargeMeasure.table(factor, kernel, rows);
                    options.print().println(table.text());
                    options.print().flush();
                    markdown.append("\n## ").append(table.title()).append("\n\n").append(table.markdown()).append('\n').append(table.note()).append('\n');
                    if (options.out() != null) {
                        measure.sheet(photos.spread(SHEET_ROWS), options.command(), progress)
                                .write(options.out().resolve("enlarge-" + factor + "-" + EnlargeMeasure.title(kernel) + ".png"));
                    }
                }
            }
            if (options.out() != null) {
                ResultFiles.writeText(EnlargeMeasure.csv(all), options.out().resolve("enlarge.csv"));
                ResultFiles.writeText(markdown.toString(), options.out().resolve("enlarge.md"));
            }
            return 0;
        }
    }

    private Enlargement enlargement(Bench bench, float texture) {
        Manifest manifest = bench.manifest();
        if (manifest.detail() == null) {
            throw new UserException("The model " + manifest.name() + " carries whole pictures; name one of detail with --model, such as photo-detail.");
        }
        return Enlargement.builder().setFunction(bench.function()).setDetail(manifest.detail()).optDefaults(EditDefaults.of(manifest)).optTexture(texture)
                .optSteps(steps).optEffort(effort).optFaithful(!unfaithful).optSeed(options.seed()).build();
    }

    private static Kernel kernel(String name) {
        return switch (name) {
            case "area" -> Kernel.BOX;
            case "bicubic" -> Kernel.BICUBIC;
            case "lanczos" -> Kernel.LANCZOS;
            default -> throw new UserException("Photos are made smaller by area, bicubic or lanczos, not by " + name + ".");
        };
    }
}
