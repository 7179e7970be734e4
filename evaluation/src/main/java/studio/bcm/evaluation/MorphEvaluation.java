package studio.bcm.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.bcm.UserException;
import studio.bcm.edit.EditDefaults;
import studio.bcm.edit.morph.Aligner;
import studio.bcm.edit.morph.Alignment;
import studio.bcm.edit.morph.Correspondences;
import studio.bcm.edit.morph.HealedMorph;
import studio.bcm.edit.morph.Moment;
import studio.bcm.edit.morph.MorphFrames;
import studio.bcm.edit.morph.PairMorph;
import studio.bcm.evaluation.bench.Bench;
import studio.bcm.evaluation.figure.ResultFiles;
import studio.bcm.evaluation.figure.Sheet;
import studio.bcm.evaluation.figure.Table;
import studio.bcm.evaluation.morph.MorphMeasure;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.Pixels;
import studio.bcm.task.Progress;

/** {@code evaluate morph DIR|PAIRS.json}: what frames between photos are worth. */
@Command(name = "morph", sortOptions = false, mixinStandardHelpOptions = true,
        description = {"Morphs pairs of photos in 9 frames with linear curves, and measures ghosts and gradients of the middle frame, folds of the map, ends "
                + "that differ from the photos, and the largest step between neighbouring frames over the median step.",
            "A folder's photos are paired in the order of their names; PAIRS.json is a list of pairs of files, relative to it: [[\"a.png\",\"b.png\"],...]."})
final class MorphEvaluation implements Callable<Integer> {
    private static final int FRAMES = 9;
    private static final int[] SHOWN = {0, 2, 4, 6, 8};

    @Spec
    private CommandSpec spec;

    @Mixin
    private EvaluationOptions options;

    @Parameters(paramLabel = "DIR|PAIRS.json", description = "Photos, or pairs of them.")
    private Path source;

    @Option(names = "--depth", paramLabel = "SIGMA", defaultValue = "0", description = "Noise level to which the network carries the photos; 0 leaves it out. "
            + "Default: ${DEFAULT-VALUE}.")
    private float depth;

    @Override
    public Integer call() {
        if (depth == 0) {
            return measure(null);
        }
        try (Bench bench = options.open()) {
            return measure(bench);
        }
    }

    private int measure(Bench bench) {
        Progress progress = options.progress();
        List<Path[]> pairs = pairs();
        Table table = new Table("Morphs", List.of("pair", "ghosts", "patches", "gradients", "folds", "ends", "steps", "moves", "align s", "frame s"),
                "ends: values that differ from the photos; steps: the largest over the median; moves: mean way over the width.");
        StringBuilder csv = new StringBuilder("a,b,ghosts,patches,gradients,folds,ends,steps,moves,align_seconds,frame_seconds\n");
        Sheet.Builder sheet = Sheet.builder().optTitle("Morphs").optColumnLabels(List.of("A", "25 %", "50 %", "75 %", "B")).optZoom(1);
        double[] sums = new double[9];
        double[] worst = new double[9];
        for (int k = 0; k < pairs.size(); k++) {
            Path[] pair = pairs.get(k);
            progress.checkCancelled();
            progress.report(k, pairs.size(), "Morphing");
            double[] row = row(pair, bench, sheet, progress);
            add(table, csv, new String[] {pair[0].getFileName().toString(), pair[1].getFileName().toString()}, row);
            for (int i = 0; i < row.length; i++) {
                sums[i] += row[i] / pairs.size();
                worst[i] = Math.max(worst[i], row[i]);
            }
        }
        add(table, csv, new String[] {"mean", ""}, sums);
        add(table, csv, new String[] {"largest", ""}, worst);
        spec.commandLine().getOut().print(table.text());
        spec.commandLine().getOut().flush();
        if (options.out() != null) {
            ResultFiles.writeText(csv.toString(), options.out().resolve("morph.csv"));
            sheet.build().write(options.out().resolve("morph.png"));
        }
        return 0;
    }

    private double[] row(Path[] pair, Bench bench, Sheet.Builder sheet, Progress progress) {
        Picture a = PictureReader.read(pair[0]);
        Picture b = PictureReader.read(pair[1]);
        long start = System.nanoTime();
        Alignment found = Aligner.builder().build().align(a, b, Correspondences.NONE, Progress.none());
        double aligning = (System.nanoTime() - start) / 1e9;
        PairMorph plain = PairMorph.builder().setPhotos(a, b).setAlignment(found).build();
        MorphFrames morph = bench == null ? plain : HealedMorph.builder().setMorph(plain).setFunction(bench.function())
                .optDefaults(EditDefaults.of(bench.manifest())).optDepth(depth).prepare(progress.part(0, 0));
        List<Pixels> frames = new ArrayList<>();
        start = System.nanoTime();
        for (int i = 0; i < FRAMES; i++) {
            frames.add(morph.frame(Moment.of((double) i / (FRAMES - 1)), progress.part(0, 0)));
        }
        double drawing = (System.nanoTime() - start) / 1e9 / (FRAMES - 2);
        Pixels middle = frames.get(FRAMES / 2);
        Pixels[] aligned = plain.aligned(0.5);
        Pixels first = frames.getFirst();
        Pixels last = frames.getLast();
        MorphMeasure.Ghosts ghosts = MorphMeasure.ghosts(aligned[0], aligned[1], middle);
        long ends = a.width() == first.width() && a.height() == first.height() ? MorphMeasure.differing(a.toPixels(), first) : 0;
        ends += b.width() == last.width() && b.height() == last.height() ? MorphMeasure.differing(b.toPixels(), last) : 0;
        List<Pixels> shown = new ArrayList<>();
        for (int i : SHOWN) {
            shown.add(frames.get(i));
        }
        sheet.addRow(pair[0].getFileName() + " → " + pair[1].getFileName(), shown);
        return new double[] {ghosts.share(), ghosts.patches(), MorphMeasure.gradientsKept(first, last, middle), found.folds(), ends,
            MorphMeasure.unevenness(frames), found.meanMovement(), aligning, drawing};
    }

    private static void add(Table table, StringBuilder csv, String[] names, double[] row) {
        List<Object> cells = new ArrayList<>(List.of(String.join(" ", names).strip()));
        csv.append(String.join(",", names));
        for (int i = 0; i < row.length; i++) {
            String cell = String.format(Locale.ROOT, i == 1 || i == 3 || i == 4 ? "%.0f" : "%.3f", row[i]);
            cells.add(cell);
            csv.append(',').append(cell);
        }
        csv.append('\n');
        table.add(cells.toArray());
    }

    private List<Path[]> pairs() {
        List<Path[]> pairs = new ArrayList<>();
        try {
            if (Files.isDirectory(source)) {
                try (Stream<Path> files = Files.list(source)) {
                    List<Path> photos = files.filter(f -> f.getFileName().toString().matches("(?i).*\\.(png|webp|jpe?g|tiff?)")).sorted().toList();
                    for (int i = 0; i + 1 < photos.size(); i += 2) {
                        pairs.add(new Path[] {photos.get(i), photos.get(i + 1)});
                    }
                }
            } else {
                JsonNode root = JsonMapper.builder().build().readTree(source.toFile());
                Path folder = source.toAbsolutePath().getParent();
                for (JsonNode pair : root.isArray() ? root : root.path("pairs")) {
                    pairs.add(new Path[] {folder.resolve(pair.path(0).asText()), folder.resolve(pair.path(1).asText())});
                }
            }
        } catch (IOException e) {
            throw new UserException("The pairs of " + source + " cannot be read.", e);
        }
        if (pairs.isEmpty()) {
            throw new UserException("There are no two photos in " + source + ".");
        }
        return pairs;
    }
}
