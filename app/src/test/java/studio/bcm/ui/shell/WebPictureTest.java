package studio.bcm.ui.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.UserException;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;
import studio.bcm.task.RecordedProgress;

@Timeout(60)
class WebPictureTest {
    private static final WebPicture SMALL = new WebPicture(1000, Duration.ofSeconds(30));
    private static final WebPicture SHORT = new WebPicture(1000, Duration.ofMillis(500));

    @TempDir
    Path folder;

    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/small", exchange -> {
            exchange.sendResponseHeaders(200, 3);
            exchange.getResponseBody().write(new byte[] {1, 2, 3});
            exchange.close();
        });
        server.createContext("/gone", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        // As long as anybody listens.
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (true) {
                    out.write(new byte[500]);
                    out.flush();
                }
            }
        });
        server.createContext("/slow", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                for (int i = 0; i < 600; i++) {
                    out.write(1);
                    out.flush();
                    Thread.sleep(100);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private Path target() {
        return folder.resolve("picture");
    }

    @Test
    void whatIsThereIsFetched() throws IOException {
        SMALL.fetch(at("/small"), target(), Progress.none());
        assertThat(target()).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    void whatIsTooLargeOrTooSlowOrNotThereIsRefused() {
        assertThatThrownBy(() -> SMALL.fetch(at("/endless"), target(), Progress.none())).isInstanceOf(UserException.class);
        assertThat(target().toFile().length()).isLessThanOrEqualTo(1000);
        assertThatThrownBy(() -> SHORT.fetch(at("/slow"), target(), Progress.none())).isInstanceOf(UserException.class).hasMessageContaining("in time");
        assertThatThrownBy(() -> SMALL.fetch(at("/gone"), target(), Progress.none())).isInstanceOf(UserException.class).hasMessageContaining("404");
    }

    @Test
    void itEndsWhenItIsCancelled() {
        assertThatThrownBy(() -> WebPicture.USUAL.fetch(at("/slow"), target(), RecordedProgress.cancelled())).isInstanceOf(CancelledException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "http://", "http:///x.jpg", "https://exa mple.org/a.jpg", "http://[::1/a.jpg", "http://%zz/", "javascript:alert(1)", "ftp://a/b.jpg",
        "http:a.jpg", "data:image/png;base64,AAAA", "http://a/%"})
    void whatIsNoAddressIsNone(String text) {
        assertThat(WebPicture.address(text)).isEmpty();
    }

    @Test
    void addressesAndTheirNames() {
        URI address = WebPicture.address(" https://example.org/my photo|1.jpg?x=1#y ").orElseThrow();
        assertThat(WebPicture.name(address)).isEqualTo("my_photo_1.jpg");
        assertThat(WebPicture.name(URI.create("http://example.org/"))).isEqualTo("picture");
        assertThat(WebPicture.name(URI.create("http://example.org/..%2f..%2fetc"))).isEqualTo("etc");
        assertThat(WebPicture.file("file:///tmp/a%20b.jpg")).isPresent();
        assertThat(WebPicture.file("file://server/a.jpg")).isEmpty();
        assertThat(WebPicture.file("file:a.jpg")).isEmpty();
        assertThat(WebPicture.file("http://example.org/a.jpg")).isEmpty();
    }
}
