package studio.bcm.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;
import studio.bcm.UserException;
import studio.bcm.batch.BatchJob;
import studio.bcm.batch.BatchPlan;
import studio.bcm.batch.BatchQueue;
import studio.bcm.batch.BatchReport;
import studio.bcm.batch.BatchStatus;
import studio.bcm.batch.BatchWork;
import studio.bcm.batch.Share;
import studio.bcm.image.PictureFormat;
import studio.bcm.image.PictureWriter;

/** What commands share that work on one file, many, or whole folders. */
abstract class FolderCommand extends ModelCommand {
    @Parameters(arity = "1..*", paramLabel = "IN", description = "Pictures and folders.")
    List<Path> inputs;

    @Option(names = "--out", paramLabel = "FILE|DIR", required = true,
            description = "File for a single picture, else the folder for the results; made if it is missing.")
    Path out;

    @Option(names = "--format", paramLabel = "png|jpeg|webp|tiff|same",
            description = "Format of the results. Default: by the ending of --out, PNG for folders.")
    String format;

    @Option(names = "--quality", paramLabel = "1…100", defaultValue = "95", description = "Quality of JPEG and WebP results. Default: ${DEFAULT-VALUE}.")
    int quality;

    @Option(names = "--jobs", paramLabel = "N", defaultValue = "2",
            description = "Files worked on at once, so that reading and writing go on beside the network. Default: ${DEFAULT-VALUE}.")
    int jobs;

    @Option(names = "--share", paramLabel = "I/N", defaultValue = "1/1", converter = ShareConverter.class,
            description = "Work on every N-th file only, beginning with the I-th: one process for each GPU or cluster job. Default: all.")
    Share share;

    @Option(names = "--report", paramLabel = "FILE.json|.html", description = "Write what was done with each file.")
    Path report;

    @Mixin
    OutputOptions output;

    private boolean single;
    private List<BatchPlan.Item> plan;

    FolderCommand(Console console) {
        super(console);
    }

    /** What was done with a single file, a sentence. */
    abstract String describe(BatchJob job);

    @Override
    Path photo() {
        return Files.isDirectory(inputs.getFirst()) ? null : inputs.getFirst();
    }

    /** Reads a share. */
    static final class ShareConverter implements ITypeConverter<Share> {
        @Override
        public Share convert(String text) {
            try {
                return Share.parse(text);
            } catch (UserException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    @Override
    void check() {
        require(jobs >= 1, "--jobs is at least 1.");
        require(quality >= 1 && quality <= 100, "--quality goes from 1 to 100.");
        require(format == null || format.equalsIgnoreCase("same") || PictureFormat.ofEnding(format).filter(f -> f == f.writable()).isPresent(),
                "--format is png, jpeg, webp, tiff or same.");
        single = inputs.size() == 1 && !Files.isDirectory(inputs.getFirst()) && !Files.isDirectory(out) && PictureFormat.ofName(out).isPresent();
        if (single) {
            require(report == null || !report.equals(out), "--report and --out are the same file.");
            plan = List.of(new BatchPlan.Item(inputs.getFirst(), out));
            if (!Files.exists(inputs.getFirst())) {
                throw new UserException("There is no file " + inputs.getFirst() + ".");
            }
        } else {
            plan = BatchPlan.of(inputs, out, this::ending);
            if (plan.isEmpty()) {
                throw new UserException("There are no pictures in " + inputs.getFirst() + ".");
            }
            plan = share.of(plan);
        }
        if (inputs.size() == 1 && !Files.isDirectory(inputs.getFirst()) && !plan.isEmpty()) {
            output.check(plan.getFirst().output());
        }
        if (report != null) {
            BatchReport.requireKnownEnding(report);
            output.check(report);
        }
    }

    /** Ending of a result's name; empty to keep the input's. */
    private Optional<String> ending(Path input) {
        if (format == null) {
            return Optional.of(PictureFormat.PNG.extension());
        }
        if (format.equalsIgnoreCase("same")) {
            return PictureFormat.ofName(input).filter(f -> f == f.writable()).isPresent() ? Optional.empty()
                    : Optional.of(PictureFormat.PNG.extension());
        }
        return PictureFormat.ofEnding(format).map(PictureFormat::extension);
    }

    /** Writes results as the options say. */
    PictureWriter writerOfResults() {
        PictureWriter.Builder writer = output.writer().optQuality(quality);
        if (format != null) {
            writer.optFormat(format);
        }
        return writer.build();
    }

    /** Works on all files, and tells what was done. */
    void work(BatchWork work, Session session, ConsoleProgress progress, Report told) {
        // A single picture shows its own progress; of several, the files are counted.
        BatchQueue queue = new BatchQueue(plan.size() > 1 ? work : (in, result, unused) -> work.process(in, result, progress), output.overwrite);
        plan.forEach(item -> queue.add(item.input(), item.output()));
        BatchProgress watched = new BatchProgress(queue, progress);
        queue.run(Math.clamp(plan.size(), 1, jobs), watched);
        // Not after Ctrl-C: the same command line is to go on later, and would be refused for the report that is there.
        if (report != null) {
            BatchReport.write(report, queue.jobs(), queue.status(), session.describe(), output.overwrite);
        }
        tell(queue, told, progress);
    }

    private void tell(BatchQueue queue, Report told, ConsoleProgress progress) {
        progress.clear();
        BatchStatus status = queue.status();
        told.json().set("batch", BatchReport.tree(queue.jobs(), status, ""));
        for (BatchJob job : queue.jobs()) {
            if (job.state() == BatchJob.State.DONE) {
                job.result().notes().forEach(note -> console().err().println(job.input() + ": " + note));
                told.output(job.output());
                if (single) {
                    told.say(describe(job));
                }
            }
        }
        if (!single) {
            told.say(String.format(Locale.ROOT, "%d done, %d skipped, %d failed; %.1f megapixels in %s, %.2f megapixels/s.", status.done(),
                    status.skipped(), status.failed(), status.megapixels(), Words.duration(status.elapsed()), status.megapixelsPerSecond()));
        }
        List<BatchJob> bad = queue.jobs().stream().filter(job -> job.state() == BatchJob.State.FAILED).toList();
        if (!bad.isEmpty()) {
            told.print(common, console());
            if (plan.size() == 1) {
                throw new UserException(bad.getFirst().problem());
            }
            bad.forEach(job -> console().err().println("  " + job.problem()));
            throw new UserException(bad.size() + " of " + status.files() + " files could not be worked on.");
        }
    }
}
