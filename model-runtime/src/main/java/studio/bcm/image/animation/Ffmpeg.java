package studio.bcm.image.animation;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    /** Quality at which compression is not seen. */
    public static final int GOOD = 90;
    private static final int LOOK_MILLIS = 100;

    /** Looks on the path; folders in it that depend on where the program was started are passed over. */
    public static Optional<Ffmpeg> find() {
        return find(System.getenv().getOrDefault("PATH", ""));
    }

    public static Optional<Ffmpeg> find(String path) {
        return Stream.of(path.split(File.pathSeparator)).filter(folder -> !folder.isEmpty()).map(Path::of).filter(Path::isAbsolute)
                .flatMap(folder -> Stream.of(folder.resolve("ffmpeg"), folder.resolve("ffmpeg.exe")))
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
    public void encode(Path folder, Path target, double perSecond, Progress progress) throws IOException {
        encode(folder, target, Container.MP4, GOOD, perSecond, progress);
    }

    /** Kinds of films. */
    public enum Container {
        /** H.264. */
        MP4(46, 0.33, "-c:v", "libx264", "-movflags", "+faststart", "-f", "mp4"),
        /** VP9. */
        WEBM(60, 0.4, "-c:v", "libvpx-vp9", "-b:v", "0", "-f", "webm");

        private final double worst;
        private final double step;
        private final List<String> options;

        Container(double worst, double step, String... options) {
            this.worst = worst;
            this.step = step;
            this.options = List.of(options);
        }

        /** The constant rate factor of a quality of 1…100. */
        private String rateFactor(int quality) {
            return Long.toString(Math.round(worst - step * quality));
        }

        /** The kind that a file's name asks for. */
        public static Optional<Container> of(Path file) {
            String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
            return name.endsWith(".mp4") ? Optional.of(MP4) : name.endsWith(".webm") ? Optional.of(WEBM) : Optional.empty();
        }
    }

    /**
     * Makes a film of pictures {@code 000000.png}, {@code 000001.png}…, as {@link #encode(Path, Path, double, Progress)}.
     *
     * @param quality 1…100
     * @throws UserException if ffmpeg fails, with its last line
     */
    public void encode(Path folder, Path target, Container container, int quality, double perSecond, Progress progress) throws IOException {
        Path log = folder.resolve("log.txt");
        List<String> command = new ArrayList<>(List.of(program.toString(), "-y", "-v", "error", "-framerate", Double.toString(perSecond), "-i",
                folder.resolve("%06d.png").toString(), "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p"));
        command.addAll(List.of("-crf", container.rateFactor(quality)));
        command.addAll(container.options);
        command.add(target.toString());
        Process process = new ProcessBuilder(command)
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
