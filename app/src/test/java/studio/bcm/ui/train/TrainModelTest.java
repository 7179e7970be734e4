package studio.bcm.ui.train;

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
import studio.bcm.ui.models.RuntimeFunctionLoader;
import studio.bcm.ui.settings.UserFolders;
import studio.bcm.ui.shell.StudioModel;
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
                case "$*" in *--dry-run*)
                  while [ "$1" != "--figures" ]; do shift; done
                  echo '{"measured": {"pictures": 6, "batch": 16, "microBatch": 4, "memoryBytes": 3000000000, "device": "CPU",
                    "stages": [{"seconds": 3, "pictures": 16}, {"seconds": 6, "pictures": 16}]}, "limitBytes": 5000000000}' > "$2"
                  exit 0 ;;
                esac
                while [ "$1" != "--out" ]; do shift; done
                echo '{"kimg": 1, "seconds": 2, "stage": "diffusion", "loss": 0.5}' >> "$2/log.jsonl"
                echo '{"kimg": 2, "seconds": 4, "stage": "diffusion", "loss": 0.4}' >> "$2/log.jsonl"
                printf '{"kimg": 3, "sec' >> "$2/log.jsonl"
                echo '{"phase": "TRAINING", "done": 0.25, "secondsLeft": 90}' > "$2/state.json"
                touch "$2/checkpoint.safetensors"
                trap 'echo "{\\"phase\\": \\"PAUSED\\"}" > "$2/state.json"; kill $! 2>/dev/null; exit 0' TERM
                sleep 60 &
                wait
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
        until(train, () -> train.statusProperty().get().phase() == TrainModel.Phase.TRAINING);
        assertThat(train.statusProperty().get().secondsLeft()).isEqualTo(90);
        assertThat(train.statusProperty().get().resumable()).as("while it runs").isFalse();

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
        assertThat(third.statusProperty().get().phase()).isEqualTo(TrainModel.Phase.PAUSED);
        assertThat(third.statusProperty().get().resumable()).isTrue();
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
    void whatItTakesIsMeasuredBeforeTheStart() throws Exception {
        TrainModel train = window().train();
        train.folders().add(Files.createDirectories(home.resolve("my photos")));
        train.minutesProperty().set(10);
        train.measure();
        TrainModel.Estimate estimate = train.estimateProperty().get();
        // Five minutes each: 100 steps of 16 and 50 steps of 16.
        assertThat(estimate.seen()).isEqualTo(2400);
        assertThat(estimate.atOnce()).isEqualTo(4);
        assertThat(estimate.limitBytes()).isEqualTo(5_000_000_000L);
        assertThat(train.runProperty().get()).as("nothing was started").isNull();
        train.minutesProperty().set(20);
        assertThat(train.estimateProperty().get()).as("the estimate of other choices").isNull();
    }

    @Test
    void aRunThatWasKilledSaysSoAndOffersNothingItCannotDo() throws Exception {
        Path run = Files.createDirectories(home.resolve("training/2026-01-01-000000"));
        Files.writeString(run.resolve("window-process.json"), "{\"pid\": 999999999, \"startMillis\": 1, \"arguments\": []}");
        Files.writeString(run.resolve("state.json"), "{\"phase\": \"READING\", \"done\": 0.83}");
        TrainModel train = window().train();
        assertThat(train.runningProperty().get()).isFalse();
        assertThat(train.statusProperty().get().phase()).isEqualTo(TrainModel.Phase.ENDED_FROM_OUTSIDE);
        assertThat(train.statusProperty().get().resumable()).isFalse();
        Files.writeString(run.resolve("state.json"), "{\"phase\": \"OUT_OF_MEMORY\", \"message\": \"too much\"}");
        Files.createFile(run.resolve("checkpoint.safetensors"));
        train.refresh();
        assertThat(train.statusProperty().get().phase()).isEqualTo(TrainModel.Phase.OUT_OF_MEMORY);
        assertThat(train.statusProperty().get().resumable()).isTrue();
    }

    @Test
    void whatTheTrainerRefusesIsShown() throws Exception {
        Path run = Files.createDirectories(home.resolve("training/2026-01-01-000000"));
        Files.writeString(run.resolve("window-process.json"), "{\"pid\": 999999999, \"startMillis\": 1, \"arguments\": []}");
        Files.writeString(run.resolve("output.txt"), "There are no pictures in /photos.\n");
        TrainModel.RunStatus status = window().train().statusProperty().get();
        assertThat(status.phase()).isEqualTo(TrainModel.Phase.FAILED);
        assertThat(status.message()).isEqualTo("There are no pictures in /photos.");
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
