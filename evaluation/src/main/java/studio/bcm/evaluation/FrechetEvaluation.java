package studio.bcm.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.UserException;
import studio.bcm.evaluation.bench.Bench;
import studio.bcm.evaluation.figure.Sheet;
import studio.bcm.evaluation.frechet.FeatureStatistics;
import studio.bcm.evaluation.frechet.Features;
import studio.bcm.evaluation.frechet.FrechetDistance;
import studio.bcm.evaluation.frechet.Neighbourhoods;
import studio.bcm.evaluation.frechet.NpzStatistics;
import studio.bcm.evaluation.frechet.OnnxFeatures;
import studio.bcm.evaluation.photo.CropRunner;
import studio.bcm.evaluation.photo.Crops;
import studio.bcm.evaluation.photo.EvaluationPhotos;
import studio.bcm.evaluation.report.EvaluationReport;
import studio.bcm.evaluation.sampling.RouteSearch;
import studio.bcm.evaluation.sampling.Routes;
import studio.bcm.evaluation.sampling.SampleSheets;
import studio.bcm.image.Pixels;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.model.Manifest;
import studio.bcm.model.Pack;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/** {@code evaluate frechet DIR}: how near samples are to photos as a whole. */
@Command(name = "frechet", sortOptions = false, mixinStandardHelpOptions = true,
        description = {"Fréchet distance, precision and recall of samples by one to four evaluations against crops of photos.",
            "With the usual Inception network (--features) and its reference statistics (--reference) this is FID. Without, the features are those of "
                + "the pack's own lowest level: good for comparing routes of one pack, comparable with nothing else, and no FID."})
final class FrechetEvaluation implements Callable<Integer> {
    private static final int NEIGHBOUR = 3;
    /** Vectors for precision, recall and neighbours: their cost grows with the square. The first, since crops are shuffled. */
    private static final int MANIFOLD = 2000;
    private static final int SHOWN_SAMPLES = 8;
    private static final int SHOWN_NEIGHBOURS = 6;

    @Mixin
    private EvaluationOptions options;

    @Parameters(paramLabel = "DIR", description = "Photos, at any depth. The training photos show whether samples are copies.")
    private Path folder;

    @Option(names = "--samples", paramLabel = "N", defaultValue = "2000", description = "Samples of each route, and crops; default: ${DEFAULT-VALUE}.")
    private int samples;

    @Option(names = "--whole", description = "Compare with the middle square of each photo, made as small as the model's pictures, instead of random crops.")
    private boolean whole;

    @Option(names = "--features", paramLabel = "FILE.onnx", description = "Feature network: one input N×3×H×W, features as its first output.")
    private Path features;

    @Option(names = "--feature-range", paramLabel = "RANGE", defaultValue = "SIGNED", description = "Values that it expects: ${COMPLETION-CANDIDATES} "
            + "(−1…1, 0…1, 0…255); default: ${DEFAULT-VALUE}.")
    private OnnxFeatures.Range range;

    @Option(names = "--feature-size", paramLabel = "PIXELS", defaultValue = "299", description = "Size of its input where it states none; 0: that of the "
            + "pictures, for networks that enlarge them themselves. Default: ${DEFAULT-VALUE}.")
    private int featureSize;

    @Option(names = "--reference", paramLabel = "FILE.npz", description = "Statistics (mu, sigma) to compare with instead of those of the photos.")
    private Path reference;

    @Option(names = "--search", description = "First tune the sampling routes' noise levels by this distance and write them into the pack.")
    private boolean search;

    @Option(names = "--search-samples", paramLabel = "N", defaultValue = "500", description = "Samples to tune on; default: ${DEFAULT-VALUE}.")
    private int searchSamples;

    @Option(names = "--pack-out", paramLabel = "FILE", description = "With --search: write a new pack instead of changing the one measured.")
    private Path packOut;

    /** Vectors of some pictures: all in the statistics, the first of them kept. */
    private record Seen(FeatureStatistics.Moments moments, float[] kept, int length) {
    }

    @Override
    public Integer call() {
        if (samples <= NEIGHBOUR || searchSamples < 2) {
            throw new UserException("Too few samples: a distance takes " + (NEIGHBOUR + 1) + " of them, and 2 to tune on, at least.");
        }
        // Statistics of the reference's make the photos' own needless: those of precision, recall and neighbours are enough.
        int wanted = reference == null ? samples : Math.min(samples, MANIFOLD);
        EvaluationPhotos photos = options.photos(folder).spread(wanted);
        Progress progress = options.progress();
        try (Bench bench = options.open(); Features network = features == null ? OnnxFeatures.ofPack(requirePack(bench), bench.gpu())
                : OnnxFeatures.open(features, range, featureSize, bench.gpu())) {
            CropRunner runner = options.runner(bench);
            int size = bench.function().resolution();
            Crops crops = photos.shuffledCrops(size, whole ? 0 : Math.ceilDiv(wanted, photos.count()), options.seed(), bench.classes(), progress)
                    .first(wanted);
            if (crops.count() <= NEIGHBOUR) {
                throw new UserException(folder + " gives " + crops.count() + " pictures; a distance takes " + (NEIGHBOUR + 1) + " at least.");
            }
            Seen real = see(network, bench.batch(), crops.count(), (first, n) -> crops.batch(first, n), size, progress);
            FeatureStatistics.Moments target = reference == null ? real.moments : NpzStatistics.read(reference);
            if (target.mean().length != real.length) {
                throw new UserException("The statistics " + reference + " are of " + target.mean().length + " features, the network gives " + real.length + ".");
            }
            FrechetDistance distance = new FrechetDistance(target);
            SampleSheets sampler = new SampleSheets(runner, size);
            List<Route> routes = bench.samplings();
            if (search) {
                routes = tuned(routes, sampler, network, distance, bench, size, progress);
                options.store(bench, packOut, tunedManifest(bench.manifest(), routes));
            }
            Neighbourhoods photoNeighbourhoods = new Neighbourhoods(real.kept, real.length, NEIGHBOUR);
            List<EvaluationReport.Distance> distances = new ArrayList<>();
            for (Route route : routes) {
                Seen made = see(network, bench.batch(), samples, (first, n) -> sampler.samples(route, first, n, Progress.none()), size, progress);
                Neighbourhoods sampleNeighbourhoods = new Neighbourhoods(made.kept, made.length, NEIGHBOUR);
                distances.add(new EvaluationReport.Distance(Routes.text(route.moves()), route.nfe(), network.title(), samples,
                        distance.to(made.moments), photoNeighbourhoods.covers(made.kept), sampleNeighbourhoods.covers(real.kept)));
                if (options.out() != null) {
                    neighbours(route, sampler, made, photoNeighbourhoods, crops, progress).write(options.out().resolve("neighbours-" + route.nfe() + ".png"));
                }
            }
            options.publish(options.report(bench, folder, photos).optCrops(crops).optDistances(distances).build());
            return 0;
        }
    }

    private static Pack requirePack(Bench bench) {
        return Objects.requireNonNull(bench.pack(), "features of a pack's own need a pack");
    }

    private static Manifest tunedManifest(Manifest manifest, List<Route> routes) {
        return manifest.withRoutes(EvaluateCommand.merged(manifest.routes(), routes));
    }

    @FunctionalInterface
    private interface Pictures {
        float[] batch(int first, int n);
    }

    private static Seen see(Features network, int batch, int count, Pictures pictures, int size, Progress progress) {
        FeatureStatistics statistics = null;
        float[] kept = null;
        int length = 0;
        for (int first = 0; first < count; first += batch) {
            progress.checkCancelled();
            progress.report(first, count, "Features of " + network.title());
            int n = Math.min(batch, count - first);
            float[] vectors = network.of(pictures.batch(first, n), n, size);
            if (statistics == null) {
                length = vectors.length / n;
                statistics = new FeatureStatistics(length);
                kept = new float[Math.min(count, MANIFOLD) * length];
            }
            statistics.add(vectors);
            if (first * length < kept.length) {
                System.arraycopy(vectors, 0, kept, first * length, Math.min(vectors.length, kept.length - first * length));
            }
        }
        return new Seen(statistics.moments(), kept, length);
    }

    private List<Route> tuned(List<Route> routes, SampleSheets sampler, Features network, FrechetDistance distance, Bench bench, int size,
            Progress progress) {
        ConsistencyFunction f = bench.function();
        RouteSearch routeSearch = new RouteSearch(route -> distance.to(see(network, bench.batch(), searchSamples,
                (first, n) -> sampler.samples(route, first, n, Progress.none()), size, progress).moments), f.sigmaMin(), f.sigmaMax());
        List<Route> tuned = new ArrayList<>();
        for (Route route : routes) {
            if (RouteSearch.levels(route).length == 0) {
                tuned.add(route);
                continue;
            }
            RouteSearch.Found found = routeSearch.search(route, progress);
            progress.note(String.format(Locale.ROOT, "%s: %s, distance %.3f instead of %.3f", route.name(), Routes.text(found.route().moves()), found.after(),
                    found.before()));
            tuned.add(found.route());
        }
        return tuned;
    }

    /** The first samples beside the crops whose features are nearest: a copy would stand next to its original. */
    private Sheet neighbours(Route route, SampleSheets sampler, Seen made, Neighbourhoods photos, Crops crops, Progress progress) {
        int shown = Math.min(SHOWN_SAMPLES, samples);
        int size = crops.size();
        List<Pixels> pictures = Sheet.pictures(sampler.samples(route, 0, shown, progress), shown, size, size);
        Sheet.Builder sheet = Sheet.builder().optTitle("Nearest crops to samples of " + route.nfe() + (route.nfe() == 1 ? " evaluation" : " evaluations"))
                .optFooter(options.command());
        List<String> heads = new ArrayList<>(List.of("sample"));
        for (int k = 1; k <= SHOWN_NEIGHBOURS; k++) {
            heads.add("nearest " + k);
        }
        sheet.optColumnLabels(heads);
        for (int i = 0; i < shown; i++) {
            List<Pixels> row = new ArrayList<>(List.of(pictures.get(i)));
            Arrays.stream(photos.nearest(made.kept, i, SHOWN_NEIGHBOURS)).forEach(j -> row.add(crops.pictures(j, 1).getFirst()));
            sheet.addRow("", row);
        }
        return sheet.build();
    }
}
