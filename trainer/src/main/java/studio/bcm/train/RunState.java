package studio.bcm.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.bcm.file.AtomicFile;
import studio.bcm.task.Progress;

/**
 * What a run does at present, written to {@value #FILE} in its folder for whoever watches it from another process. A run that was
 * killed leaves the phase that it was in.
 */
final class RunState {
    static final String FILE = "state.json";
    private static final long BETWEEN_WRITES = 500_000_000L;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where a run is; the last four are ends. */
    enum Phase { PREPARING, READING, TRAINING, SAMPLING, FINISHED, PAUSED, OUT_OF_MEMORY, FAILED }

    private final Path file;
    private final Map<String, Object> facts = new LinkedHashMap<>();
    private long written;

    /** @param folder of the run, or null to write nothing, as all processes of a run but the first */
    RunState(@Nullable Path folder) {
        file = folder == null ? null : folder.resolve(FILE);
    }

    /** Another phase, of which nothing is done yet. */
    synchronized void enter(Phase phase, String message) {
        facts.put("phase", phase);
        facts.put("message", message);
        facts.put("done", 0.0);
        facts.remove("secondsLeft");
        write();
    }

    /**
     * Something of the phase is done.
     *
     * @param done        share of the whole run, or of reading, 0…1
     * @param secondsLeft until the run is finished; negative where it is not known
     */
    synchronized void advance(double done, double secondsLeft) {
        facts.put("done", done);
        if (secondsLeft >= 0) {
            facts.put("secondsLeft", secondsLeft);
        }
        if (System.nanoTime() - written >= BETWEEN_WRITES) {
            write();
        }
    }

    /** A figure about the run, such as its batch; written with what comes next. */
    synchronized void tell(String name, Object value) {
        facts.put(name, value);
    }

    private void write() {
        if (file == null) {
            return;
        }
        AtomicFile.write(file, true, t -> JSON.writeValue(t.toFile(), facts));
        written = System.nanoTime();
    }

    /** Progress that is this phase's. */
    Progress during(Progress progress) {
        return new Progress() {
            @Override
            public void report(long done, long total, String message) {
                advance((double) done / Math.max(1, total), -1);
                progress.report(done, total, message);
            }

            @Override
            public void note(String message) {
                progress.note(message);
            }

            @Override
            public boolean isCancelled() {
                return progress.isCancelled();
            }
        };
    }
}
