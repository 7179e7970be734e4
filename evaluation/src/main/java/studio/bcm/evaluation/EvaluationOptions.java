package studio.bcm.evaluation;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine;
import studio.bcm.UserException;
import studio.bcm.device.DeviceChoice;
import studio.bcm.evaluation.bench.Bench;
import studio.bcm.evaluation.figure.ResultFiles;
import studio.bcm.evaluation.photo.ClassChoice;
import studio.bcm.evaluation.photo.CropRunner;
import studio.bcm.evaluation.photo.EvaluationPhotos;
import studio.bcm.evaluation.report.EvaluationReport;
import studio.bcm.evaluation.report.ReportBuilder;
import studio.bcm.model.Manifest;
import studio.bcm.model.PackWriter;
import studio.bcm.task.Progress;

/** Options that all evaluations share. */
final class EvaluationOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "NAME|FILE", description = "Model pack; default: the program's own.")
    private String model;

    @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "auto", description = "auto, cuda, cuda:N or cpu; default: ${DEFAULT-VALUE}.")
    private String device;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for report.json, report.md and the sheets; default: none are written.")
    private Path out;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "0", description = "Measure on at most N photos, spread over the folder.")
    private int limit;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of random crops and noise; default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "0", description = "Crops evaluated together; default: what suits the device.")
    private int batch;

    @Option(names = "--class", paramLabel = "NAME|ID|all", description = "For a model with classes: the class of the photos, by name, part of a name "
            + "or number; all: the folder that each photo lies in, and all classes in turn for samples.")
    private String label;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Option(names = "--quiet", description = "No progress.")
    private boolean quiet;

    private Progress progress;
    private final long start = System.nanoTime();

    Progress progress() {
        if (progress == null) {
            progress = quiet ? Progress.none() : new LineProgress(spec.commandLine().getErr());
        }
        return progress;
    }

    Bench open() {
        return open(null);
    }

    /** @param otherwise pack to open where none was named; null for the program's own */
    Bench open(@Nullable String otherwise) {
        Bench bench = Bench.open(model == null ? otherwise : model, DeviceChoice.parse(device), batch, progress());
        try {
            bench.choose(ClassChoice.of(bench.manifest().classes(), label));
            return bench;
        } catch (UserException e) {
            bench.close();
            throw e;
        }
    }

    /** A second model beside the one that is measured. */
    Bench openOther(String name) {
        return Bench.open(name, DeviceChoice.parse(device), batch, progress());
    }

    EvaluationPhotos photos(Path folder) {
        if (folder == null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "Missing required parameter: 'DIR'");
        }
        return EvaluationPhotos.list(folder, limit);
    }

    CropRunner runner(Bench bench) {
        return new CropRunner(bench.function(), bench.batch(), seed, bench.manifest().classCount() == 0 ? null : bench.classes()::ofSample);
    }

    /** Folder for results, or null when none are to be written. */
    @Nullable Path out() {
        return out;
    }

    long seed() {
        return seed;
    }

    PrintWriter print() {
        return spec.commandLine().getOut();
    }

    /** The command line as it was given, for reports. */
    String command() {
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        String name = spec.root().name().equals("bcm-studio") ? "bcm-studio" : "bcm-studio " + spec.root().name();
        return name + arguments.stream().map(a -> " " + (a.matches("[\\w./:=,+@%-]+") ? a : "'" + a.replace("'", "'\\''") + "'"))
                .collect(Collectors.joining());
    }

    /** A report with everything but its findings filled in. */
    ReportBuilder report(Bench bench, Path folder, EvaluationPhotos photos) {
        return new ReportBuilder(command(), OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString(), bench, folder, photos, seed, start);
    }

    /** Prints a report, and writes it where a folder was asked for. */
    void publish(EvaluationReport report) {
        if (json) {
            print().print(report.json());
        } else {
            report.tables().forEach(t -> print().println(t.text()));
        }
        print().flush();
        if (out != null) {
            ResultFiles.writeText(report.json(), out.resolve("report.json"));
            ResultFiles.writeText(report.markdown(), out.resolve("report.md"));
            progress().note("Report and sheets are in " + out);
        }
    }

    /** Writes a pack anew with another manifest. */
    void store(Bench bench, Path packOut, Manifest manifest) {
        Path target = packOut == null ? bench.packFile() : packOut;
        PackWriter.rewrite(target, bench.pack(), manifest);
        progress().note("Written into " + target);
    }
}
