package studio.bcm.ui.export;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import studio.bcm.UserException;
import studio.bcm.task.Progress;

/**
 * The program that makes films, where it is installed.
 *
 * @param program its file
 */
public record Ffmpeg(Path program) {
    private static final int LOOK_MILLIS = 100;

    /** Looks on the path. */
    public static Optional<Ffmpeg> find() {
        return find(System.getenv().getOrDefault("PATH", ""));
    }

    static Optional<Ffmpeg> find(String path) {
        return Stream.of(path.split(File.pathSeparator)).filter(folder -> !folder.isEmpty())
                .flatMap(folder -> Stream.of(Path.of(folder, "ffmpeg"), Path.of(folder, "ffmpeg.exe")))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file)).findFirst().map(Ffmpeg::new);
    }

    /**
     * Makes an H.264 film of pictures {@code 000000.png}, {@code 000001.png}… that every player plays: yuv420p, sides padded to
     * even numbers, the index at the beginning.
     *
     * @param folder    of the pictures; its log goes there too
     * @param perSecond frames a second
     * @throws UserException if ffmpeg fails, with its last line
     */
    void encode(Path folder, Path target, double perSecond, Progress progress) throws IOException {
        Path log = folder.resolve("log.txt");
        Process process = new ProcessBuilder(program.toString(), "-y", "-v", "error", "-framerate", Double.toString(perSecond), "-i",
                folder.resolve("%06d.png").toString(), "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p",
                "-c:v", "libx264", "-crf", "16", "-movflags", "+faststart", "-f", "mp4", target.toString())
                .redirectErrorStream(true).redirectOutput(log.toFile()).redirectInput(ProcessBuilder.Redirect.PIPE).start();
        process.getOutputStream().close();
        try {
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (progress.isCancelled()) {
                    process.destroyForcibly().waitFor();
                    progress.checkCancelled();
                }
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (process.exitValue() != 0) {
            List<String> lines = Files.readAllLines(log);
            throw new UserException("ffmpeg could not make the film: " + (lines.isEmpty() ? "no reason given" : lines.getLast()) + ".");
        }
    }
}
