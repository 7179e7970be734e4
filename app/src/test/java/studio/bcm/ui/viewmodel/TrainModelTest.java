package studio.bcm.ui.viewmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.model.PackLibrary;
import studio.bcm.ui.Texts;
import studio.bcm.ui.settings.UserFolders;
import studio.bcm.ui.task.DirectTaskExecutor;

/** Training in another process, here a program that writes what the trainer writes and then works until it is told to stop. */
@EnabledOnOs({OS.LINUX, OS.MAC})
final class TrainModelTest {
    @TempDir
    private Path home;
    private String launcherBefore;

    @BeforeEach
    void makeTrainer() throws Exception {
        Texts.use("en");
        launcherBefore = System.getProperty("bcm.launcher");
        Path program = Files.writeString(home.resolve("trainer.sh"), """
                #!/bin/sh
                echo "$@" >> "$(dirname "$0")/calls.txt"
                while [ "$1" != "--out" ]; do shift; done
                echo '{"kimg": 1, "seconds": 2, "stage": "diffusion", "loss": 0.5}' >> "$2/log.jsonl"
                echo '{"kimg": 2, "seconds": 4, "stage": "diffusion", "loss": 0.4}' >> "$2/log.jsonl"
                printf '{"kimg": 3, "sec' >> "$2/log.jsonl"
                echo "step 100, 2 images/s"
                exec sleep 60
                """);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        System.setProperty("bcm.launcher", program.toString());
    }

    @AfterEach
    void restore() {
        if (launcherBefore == null) {
            System.clearProperty("bcm.launcher");
        } else {
            System.setProperty("bcm.launcher", launcherBefore);
        }
    }

    private StudioModel window() {
        return new StudioModel(new StudioModel.Services(new UserFolders(home, home), new PackLibrary(home.resolve("models"), List.of()),
                new RuntimeFunctionLoader(), new DirectTaskExecutor(), new DirectTaskExecutor(), new DirectTaskExecutor(), Runnable::run));
    }

    private static void until(TrainModel train, BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 100 && !condition.getAsBoolean(); i++) {
            Thread.sleep(50);
            train.refresh();
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void aRunIsWatchedPausedFoundAgainAndResumed() throws Exception {
        Path photos = Files.createDirectories(home.resolve("my photos"));
        StudioModel first = window();
        TrainModel train = first.train();
        train.start();
        assertThat(first.messages().shown().getFirst().text()).contains("Add a folder");
        train.folders().add(photos);
        train.start();
        until(train, () -> train.points().size() == 2);
        assertThat(train.runningProperty().get()).isTrue();
        assertThat(train.points().getLast().loss()).isEqualTo(0.4);
        assertThat(train.lastLineProperty().get()).isEqualTo("step 100, 2 images/s");

        // Another start of the window while the process runs.
        TrainModel second = window().train();
        until(second, () -> second.runningProperty().get());
        assertThat(second.runProperty().get()).isEqualTo(train.runProperty().get());
        second.stop();
        until(second, () -> !second.runningProperty().get());

        // And one after it has ended.
        TrainModel third = window().train();
        third.refresh();
        assertThat(third.runningProperty().get()).isFalse();
        third.resume();
        // Two points are the first run's: only a third shows that the resumed run has begun to write.
        until(third, () -> third.points().size() == 3 && third.runningProperty().get());
        third.stop();
        until(third, () -> !third.runningProperty().get());
        List<String> calls = Files.readAllLines(home.resolve("calls.txt"));
        assertThat(calls).hasSize(2);
        assertThat(calls.get(0)).startsWith("train " + photos).contains("--stage diffusion:15 --stage trajectory:15");
        assertThat(calls.get(1)).isEqualTo(calls.get(0) + " --resume");
    }

    @Test
    void anInstallationWithoutTheTrainerSaysSo() {
        System.clearProperty("bcm.launcher");
        StudioModel model = window();
        model.train().folders().add(home);
        model.train().start();
        assertThat(model.messages().shown().getFirst().text()).contains("not part of this installation");
    }
}
