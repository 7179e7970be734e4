package studio.bcm.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.model.Pack;

/** Training that is killed goes on from its last checkpoint, which is whole at every moment. */
@Tag("reliability")
class KilledTrainingTest {
    @TempDir
    private Path folder;

    private Path photos;
    private Path run;

    private Process start(boolean resume) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("java.class.path"), TrainerMain.class.getName(), "train", photos.toString(),
                "--out", run.toString(), "--device", "cpu", "--resolution", "16", "--channels", "32", "--multipliers", "1,1", "--blocks", "1", "--head-channels",
                "32", "--batch", "8", "--micro-batch", "4", "--scales", "1=1", "--restoration-share", "0", "--sheet-minutes", "1000", "--checkpoint-minutes",
                "0.01", "--stage", "diffusion:0.4kimg"));
        if (resume) {
            command.add("--resume");
        }
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("output.txt").toFile())).start();
    }

    @Test
    @Timeout(3600)
    void atFiftyRandomMoments() throws IOException, InterruptedException {
        photos = TestPictures.classFolders(folder.resolve("photos"), 2, 4, 48);
        run = folder.resolve("run");
        SplittableRandom random = new SplittableRandom(2);
        Path checkpoint = run.resolve(Trainer.CHECKPOINT);
        int checkpoints = 0;
        for (int i = 0; i < 50; i++) {
            Process process = start(Files.exists(checkpoint));
            process.waitFor(random.nextInt(500, 8000), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            if (Files.exists(checkpoint)) {
                try (PointerScope scope = new PointerScope()) {
                    assertThat(scope).isNotNull();
                    Checkpoint.read(checkpoint);
                }
                checkpoints++;
            }
        }
        assertThat(checkpoints).as("moments with a checkpoint").isPositive();
        Process last = start(Files.exists(checkpoint));
        assertThat(last.waitFor(600, TimeUnit.SECONDS)).isTrue();
        assertThat(last.exitValue()).as(Files.readString(folder.resolve("output.txt"))).isZero();
        try (Stream<Path> files = Files.list(run)) {
            List<Path> left = files.toList();
            assertThat(left).noneMatch(file -> file.toString().endsWith(".part"));
            Path pack = left.stream().filter(file -> file.toString().endsWith(Pack.SUFFIX)).findFirst().orElseThrow();
            assertThat(Pack.open(pack).manifest().resolution()).isEqualTo(16);
        }
    }
}
