package studio.bcm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
import studio.bcm.batch.BatchResult;
import studio.bcm.batch.BatchStatus;
import studio.bcm.batch.BatchWork;
import studio.bcm.batch.Share;
import studio.bcm.file.AtomicFile;
import studio.bcm.image.PictureFormat;
import studio.bcm.image.PictureWriter;

/** What commands share that work on one file, many, or whole folders. */
abstract class FolderCommand extends ModelCommand {
    @Parameters(arity = "1..*", paramLabel = "IN", description = "Pictures and folders.")
    List<Path> inputs;

    @Option(names = "--out", paramLabel = "FILE|DIR", required = true,
            description = "File for a single picture, else the folder for the results; made if it is missing.")
    Path out;

    @Option(names = "--format", paramLabel = "png|jpeg|webp|tiff|bmp|gif|same",
            description = "Format of the results. Default: by the extension of --out, PNG for folders.")
    String format;

    @Option(names = "--quality", paramLabel = "1…100", defaultValue = "95", description = "Quality of JPEG and WebP results. Default: ${DEFAULT-VALUE}.")
    int quality;

    @Option(names = "--jobs", paramLabel = "N", defaultValue = "2",
            description = "Files processed at once, so that reading and writing overlap with the network. Default: ${DEFAULT-VALUE}.")
    int jobs;

    @Option(names = "--share", paramLabel = "I/N", defaultValue = "1/1", converter = ShareConverter.class,
            description = "Process only every N-th file, starting with the I-th: one process for each GPU or cluster job. Default: all.")
    Share share;

    @Option(names = "--report", paramLabel = "FILE.json|.html", description = "Write a report on each file.")
    Path report;

    @Option(names = "--keep-times", description = "Give results the modification time of their originals.")
    boolean keepTimes;

    @Mixin
    OutputOptions output;

    private static final Logger LOG = LoggerFactory.getLogger(FolderCommand.class);
    private static final Pattern ENDING = Pattern.compile("[.](?=[0-9]*[A-Za-z])[A-Za-z0-9]{1,5}$");

    private boolean single;
    private List<BatchPlan.Item> plan;
    private BatchPlan.Found found = new BatchPlan.Found(List.of(), List.of(), 0);

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
        require(format == null || format.equalsIgnoreCase("same") || PictureFormat.ofEnding(format).isPresent(),
                "--format is png, jpeg, webp, tiff, bmp, gif or same.");
        requireFittingEnding();
        single = inputs.size() == 1 && !Files.isDirectory(inputs.getFirst()) && !Files.isDirectory(out) && PictureFormat.ofName(out).isPresent();
        if (single) {
            require(report == null || !report.equals(out), "--report and --out are the same file.");
            plan = List.of(new BatchPlan.Item(inputs.getFirst(), out));
            if (!Files.exists(inputs.getFirst())) {
                throw new UserException("There is no file " + inputs.getFirst() + ".");
            }
        } else {
            found = BatchPlan.find(inputs, out, this::ending);
            if (found.items().isEmpty()) {
                found.problems().forEach(console().err()::println);
                throw new UserException("There are no pictures in " + inputs.getFirst() + ".");
            }
            plan = share.of(found.items());
        }
        if (inputs.size() == 1 && !Files.isDirectory(inputs.getFirst()) && !plan.isEmpty()) {
            output.check(plan.getFirst().output());
        }
        if (report != null) {
            BatchReport.requireKnownEnding(report);
            output.check(report);
        }
        AtomicFile.requireWritable(single ? out.toAbsolutePath().getParent() : out);
    }

    /**
     * A file is called what it is: neither does a name promise another format, nor does a picture's name make a folder.
     */
    private void requireFittingEnding() {
        if (Files.isDirectory(out)) {
            return;
        }
        boolean one = inputs.size() == 1 && !Files.isDirectory(inputs.getFirst());
        String name = out.getFileName() == null ? "" : out.getFileName().toString();
        Optional<PictureFormat> named = PictureFormat.ofName(out);
        require(one || named.isEmpty() && !PictureFormat.isForeign(out),
                "--out is a folder where there are several pictures; " + name + " is the name of a file.");
        require(!one || named.isPresent() || !ENDING.matcher(name).find(),
                "The extension of " + name
                + " names no format to write; name it .png, .jpg, .webp, .tif, .bmp or .gif, or make the folder "
                + "first.");
        if (one && named.isPresent() && format != null) {
            Optional<PictureFormat> wanted = format.equalsIgnoreCase("same")
                    ? PictureFormat.ofContent(inputs.getFirst()) : PictureFormat.ofEnding(format);
            require(wanted.isEmpty() || wanted.equals(named), "--format " + format + " is "
                    + wanted.map(PictureFormat::title).orElse("") + " here, which the ending of " + name
                    + " contradicts.");
        }
    }

    /** Ending of a result's name; empty to keep the input's. */
    private Optional<String> ending(Path input) {
        if (format == null) {
            return Optional.of(PictureFormat.PNG.extension());
        }
        if (format.equalsIgnoreCase("same")) {
            // By the content, as the writer goes: a PNG that is called photo.jpg becomes photo.png.
            Optional<PictureFormat> content = PictureFormat.ofContent(input);
            return content.isEmpty() || content.equals(PictureFormat.ofName(input)) ? Optional.empty()
                    : content.map(PictureFormat::extension);
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

    /** Works on all files, and reports what was done. */
    void work(BatchWork eachWork, Session session, ConsoleProgress progress, Report told) {
        BatchWork work = keepTimes ? keepingTimes(eachWork) : eachWork;
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

    private static BatchWork keepingTimes(BatchWork work) {
        return (in, result, progress) -> {
            BatchResult done = work.process(in, result, progress);
            try {
                Files.setLastModifiedTime(result, Files.getLastModifiedTime(in));
                return done;
            } catch (IOException e) {
                LOG.debug("The time of {} cannot be set", result, e);
                List<String> notes = new ArrayList<>(done.notes());
                notes.add("the time of its last change could not be kept");
                return done.withNotes(notes);
            }
        };
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
            told.json().put("otherFiles", found.others());
            if (found.others() > 0) {
                told.say(Words.count(found.others(), "file", "files") + " of other kinds left out.");
            }
            found.problems().forEach(problem -> told.json().withArray("problems").add(problem));
            found.problems().forEach(console().err()::println);
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
        if (!found.problems().isEmpty()) {
            told.print(common, console());
            throw new UserException(Words.count(found.problems().size(), "folder or link", "folders or links") + " could not be followed; the rest is done.");
        }
    }
}
