package studio.bcm.face.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaceModelsTest {
    private static final String LOADER = """
            (function() { loadPackage({"files": [{"filename": "/deep/in/a.tflite", "start": 0, "end": 3}, \
            {"filename": "/b.tflite", "start": 3, "end": 7}, {"filename": "/c.tflite", "start": 5, "end": 9}], "package_uuid": "x"});
            })();""";

    @TempDir
    private Path folder;

    @Test
    void filesLieWhereTheLoaderListsThem() throws IOException {
        PackedAssets assets = new PackedAssets("abcdefg".getBytes(StandardCharsets.US_ASCII), LOADER);
        assertThat(StandardCharsets.US_ASCII.decode(assets.file("/a.tflite")).toString()).isEqualTo("abc");
        assertThat(StandardCharsets.US_ASCII.decode(assets.file("/b.tflite")).toString()).isEqualTo("defg");
    }

    @Test
    void offsetsOutsideOfTheArchiveAreRefused() throws IOException {
        PackedAssets assets = new PackedAssets("abcdefg".getBytes(StandardCharsets.US_ASCII), LOADER);
        assertThatThrownBy(() -> assets.file("/c.tflite")).isInstanceOf(IOException.class).hasMessageContaining("5 to 9 of 7");
        assertThatThrownBy(() -> assets.file("/d.tflite")).isInstanceOf(IOException.class).hasMessageContaining("no /d.tflite");
        assertThatThrownBy(() -> new PackedAssets(new byte[0], "nothing")).isInstanceOf(IOException.class);
    }

    /** Offline, npm looks at its cache alone; it has no package of this name. */
    @Test
    void buildsGoOnWithoutThePackage() throws InterruptedException {
        List<String> said = new ArrayList<>();
        NpmPackage missing = new NpmPackage("@bcm-studio/there-is-no-such-package", "1.0.0", "sha512-");
        FaceModels.run(missing, folder.resolve("classes"), folder.resolve("npm"), true, said::add);
        assertThat(said).hasSize(1);
        assertThat(said.getFirst()).startsWith("Built without face detection: npm ").endsWith(". Everything else works.").doesNotContain("\n");
        assertThat(folder.resolve("classes")).doesNotExist();
    }

    @Test
    void anArchiveOfAnotherChecksumIsNotTaken() throws Exception {
        NpmPackage known = new NpmPackage("@bcm-studio/there-is-no-such-package", "1.0.0", checksum("right"));
        Path kept = Files.writeString(folder.resolve("bcm-studio-there-is-no-such-package-1.0.0.tgz"), "wrong");
        assertThatThrownBy(() -> known.take(folder, true)).isInstanceOf(IOException.class).hasMessageStartingWith("npm ");
        Files.writeString(kept, "right");
        assertThat(known.take(folder, true)).asString(StandardCharsets.UTF_8).isEqualTo("right");
    }

    private static String checksum(String text) throws Exception {
        return "sha512-" + Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-512").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
