package studio.bcm.ui.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import studio.bcm.UserException;
import studio.bcm.task.Progress;
import studio.bcm.ui.Texts;

/**
 * Fetches pictures from the web, such as one that was dragged out of a browser: no more than a limit of bytes, for no longer than a
 * limit of time, and not after it was cancelled.
 *
 * @param mostBytes that are taken
 * @param patience  for the whole of it
 */
record WebPicture(long mostBytes, Duration patience) {
    /** What no picture that people drag out of a browser exceeds. */
    static final WebPicture USUAL = new WebPicture(512L << 20, Duration.ofMinutes(5));
    private static final Duration TO_ANSWER = Duration.ofSeconds(30);
    private static final int LOOK_MILLIS = 50;
    private static final int PART = 1 << 16;

    /** The address in a text; empty if it is none of the web's. */
    static Optional<URI> address(String text) {
        try {
            // Browsers show addresses with letters and spaces that have to be written otherwise.
            URI address = new URI(text.strip().replace(" ", "%20").replace("|", "%7C"));
            boolean isWeb = "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
            return isWeb && address.getHost() != null ? Optional.of(address) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** The file that an address or text names on this machine; empty if it names none. */
    static Optional<Path> file(String text) {
        try {
            return Optional.of(Path.of(new URI(text.strip().replace(" ", "%20"))));
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return Optional.empty();
        }
    }

    /** A name for the file, from the address's end. */
    static String name(URI address) {
        String path = address.getPath() == null ? "" : address.getPath();
        String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^\\p{L}\\p{N}._-]", "_").replaceFirst("^[.]+", "");
        String end = name.length() > 80 ? name.substring(name.length() - 80) : name;
        return end.isEmpty() ? "picture" : end;
    }

    /**
     * Fetches what is at an address.
     *
     * @throws UserException if it is not there, too large or does not come in time
     */
    void fetch(URI address, Path file, Progress progress) throws IOException {
        CompletableFuture<Void> fetched = new CompletableFuture<>();
        Thread fetcher = Thread.ofVirtual().start(() -> {
            try {
                take(address, file);
                fetched.complete(null);
            } catch (IOException | InterruptedException | RuntimeException e) {
                fetched.completeExceptionally(e);
            }
        });
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (true) {
                progress.checkCancelled();
                if (System.nanoTime() > end) {
                    throw new UserException(Texts.of("open.webTime", address.getHost()));
                }
                try {
                    fetched.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                    return;
                } catch (TimeoutException e) {
                    progress.report(0, 1, address.getHost());
                }
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case UserException known -> throw known;
                case IOException failed -> throw new UserException(Texts.of("open.webFailed", address.getHost()), failed);
                default -> throw new IOException(e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            fetcher.interrupt();
        }
    }

    private void take(URI address, Path file) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).connectTimeout(TO_ANSWER).build();
        try {
            HttpResponse<InputStream> answer = client.send(HttpRequest.newBuilder(address).timeout(TO_ANSWER).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = answer.body(); OutputStream out = Files.newOutputStream(file)) {
                if (answer.statusCode() != 200) {
                    throw new UserException(Texts.of("open.web", address, answer.statusCode()));
                }
                byte[] part = new byte[PART];
                long sum = 0;
                for (int n = in.read(part); n >= 0; n = in.read(part)) {
                    sum += n;
                    if (sum > mostBytes) {
                        throw new UserException(Texts.of("open.webTooLarge", address.getHost(), mostBytes >> 20));
                    }
                    out.write(part, 0, n);
                }
            }
        } finally {
            client.shutdownNow();
        }
    }
}
