package studio.bcm.network.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** libtorch unpacked for the first time beside libraries of the same names that are not it. It unpacks 360 MB. */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
final class TorchLibrariesTest {
    @TempDir
    private Path folder;

    /** A program that adds two numbers by libtorch. */
    static final class Sum {
        private Sum() {
        }

        public static void main(String[] args) {
            if (args[0].equals("prepared")) {
                Torch.prepare();
            }
            Tensor sum = torch.ones(2).sum();
            System.out.println("sum " + sum.item().toFloat());
        }
    }

    private String run(String how) throws IOException, InterruptedException {
        Path decoys = Files.createDirectories(folder.resolve("decoys"));
        Path other;
        try (Stream<Path> places = Stream.of("/lib/x86_64-linux-gnu/libgcc_s.so.1", "/usr/lib64/libgcc_s.so.1", "/lib/aarch64-linux-gnu/libgcc_s.so.1")
                .map(Path::of)) {
            other = places.filter(Files::exists).findFirst().orElseThrow();
        }
        for (String name : List.of("libtorch_cpu.so", "libtorch.so", "libc10.so")) {
            if (!Files.exists(decoys.resolve(name))) {
                Files.copy(other, decoys.resolve(name));
            }
        }
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED",
                "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache-" + how), "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null", "-cp",
                System.getProperty("java.class.path"), Sum.class.getName(), how).redirectErrorStream(true);
        builder.environment().put("LD_LIBRARY_PATH", decoys.toString());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return out;
    }

    @Test
    void librariesOfTheSystemDoNotComeInBetween() throws Exception {
        assertThat(run("prepared")).contains("sum 2.0");
    }

    /** The decoys do what they are there for. */
    @Test
    void withoutPreparationTheyDo() throws Exception {
        assertThat(run("unprepared")).doesNotContain("sum 2.0");
    }
}
