package studio.bcm.batch;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import studio.bcm.UserException;
import studio.bcm.file.AtomicFile;

/** What a batch did, file by file: estimated quality, strength, time, sizes, problems. */
public final class BatchReport {
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private BatchReport() {
    }

    /**
     * Writes a report in the format that the file's ending says.
     *
     * @param file      ends in {@code .json} or {@code .html}
     * @param execution what the work ran on, one line
     * @throws UserException for another ending, or when it cannot be written
     */
    public static void write(Path file, List<BatchJob> jobs, BatchStatus status, String execution, boolean overwrite) {
        byte[] content = isHtml(file) ? html(jobs, status, execution) : json(jobs, status, execution);
        AtomicFile.write(file, overwrite, temporary -> Files.write(temporary, content));
    }

    /** @throws UserException when a report cannot have that name */
    public static void requireKnownEnding(Path file) {
        isHtml(file);
    }

    private static boolean isHtml(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".html") || name.endsWith(".htm")) {
            return true;
        }
        if (name.endsWith(".json")) {
            return false;
        }
        throw new UserException("A report is a .json or an .html file, not " + file.getFileName() + ".");
    }

    private static byte[] json(List<BatchJob> jobs, BatchStatus status, String execution) {
        try {
            return MAPPER.writeValueAsBytes(tree(jobs, status, execution));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The report as JSON: {@code files}, each with its figures, and the sums over all. */
    public static ObjectNode tree(List<BatchJob> jobs, BatchStatus status, String execution) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("execution", execution);
        root.put("done", status.done()).put("skipped", status.skipped()).put("failed", status.failed());
        root.put("megapixels", round(status.megapixels(), 3));
        root.put("seconds", round(status.elapsed().toNanos() / 1e9, 3));
        root.put("megapixelsPerSecond", round(status.megapixelsPerSecond(), 3));
        ArrayNode files = root.putArray("files");
        for (BatchJob job : jobs) {
            ObjectNode node = files.addObject();
            node.put("input", job.input().toString()).put("output", job.output().toString());
            node.put("state", job.state().name().toLowerCase(Locale.ROOT));
            node.put("inputBytes", job.inputBytes()).put("outputBytes", job.outputBytes());
            node.put("seconds", round(job.time().toNanos() / 1e9, 3));
            if (job.result() != null) {
                node.put("megapixels", round(job.result().megapixels(), 3));
                node.put("estimatedQuality", job.result().estimatedQuality());
                node.put("strength", round(job.result().strength(), 5));
                ArrayNode notes = node.putArray("notes");
                job.result().notes().forEach(notes::add);
            }
            if (!job.problem().isEmpty()) {
                node.put("problem", job.problem());
            }
        }
        return root;
    }

    private static double round(double value, int digits) {
        double unit = Math.pow(10, digits);
        return Math.round(value * unit) / unit;
    }

    private static byte[] html(List<BatchJob> jobs, BatchStatus status, String execution) {
        StringBuilder page = new StringBuilder("""
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>BCM Studio: batch report</title>
                <style>
                body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #222; background: #fff; }
                table { border-collapse: collapse; } th, td { padding: .3rem .8rem; border-bottom: 1px solid #ddd; text-align: left; }
                td.n { text-align: right; font-variant-numeric: tabular-nums; } tr.failed { background: #fdeaea; } tr.skipped { color: #777; }
                @media (prefers-color-scheme: dark) {
                  body { color: #ddd; background: #1b1b1b; } th, td { border-color: #444; } tr.failed { background: #4a2020; } tr.skipped { color: #999; }
                }
                </style></head><body><h1>Batch report</h1>
                """);
        page.append(String.format(Locale.ROOT, "<p>%d done, %d skipped, %d failed; %.2f megapixels in %.1f s (%.2f MP/s). %s</p>%n",
                status.done(), status.skipped(), status.failed(), status.megapixels(), status.elapsed().toNanos() / 1e9,
                status.megapixelsPerSecond(), escape(execution)));
        page.append("<table><tr><th>File</th><th>State</th><th>Megapixels</th><th>Estimated quality</th><th>Strength</th>"
                + "<th>Seconds</th><th>Before</th><th>After</th><th>Remarks</th></tr>\n");
        for (BatchJob job : jobs) {
            BatchResult r = job.result();
            String remarks = r == null ? job.problem() : String.join("; ", r.notes());
            page.append("<tr class=\"").append(job.state().name().toLowerCase(Locale.ROOT)).append("\"><td>")
                    .append(escape(job.input().toString())).append("</td><td>")
                    .append(job.state().name().toLowerCase(Locale.ROOT)).append("</td>");
            number(page, r == null ? "" : String.format(Locale.ROOT, "%.2f", r.megapixels()));
            number(page, r == null || r.estimatedQuality() == 0 ? "" : String.valueOf(r.estimatedQuality()));
            number(page, r == null ? "" : String.format(Locale.ROOT, "%.4f", r.strength()));
            number(page, String.format(Locale.ROOT, "%.2f", job.time().toNanos() / 1e9));
            number(page, job.inputBytes() / 1000 + " kB");
            number(page, job.outputBytes() == 0 ? "" : job.outputBytes() / 1000 + " kB");
            page.append("<td>").append(escape(remarks)).append("</td></tr>\n");
        }
        return page.append("</table></body></html>\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void number(StringBuilder page, String text) {
        page.append("<td class=\"n\">").append(text).append("</td>");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
