package studio.bcm.ui.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import javafx.scene.chart.LineChart;
import javafx.scene.control.TabPane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationExtension;
import studio.bcm.ui.TestPictures;
import studio.bcm.ui.TestWindow;
import studio.bcm.ui.shell.Page;

/** The training page with the real trainer in a process of its own, on a network small enough for the CPU. */
@Tag("slow")
@EnabledOnOs({OS.LINUX, OS.MAC})
@ExtendWith(ApplicationExtension.class)
final class TrainPageTest {
    @TempDir
    private Path home;
    private String launcherBefore;

    @BeforeEach
    void makeLauncher() throws Exception {
        launcherBefore = System.getProperty("bcm.launcher");
        Path program = Files.writeString(home.resolve("bcm-studio"), """
                #!/bin/sh
                # Ninety seconds of what the page asks for.
                for argument; do
                  shift
                  case "$argument" in diffusion:*) argument=diffusion:1.5 ;; esac
                  set -- "$@" "$argument"
                done
                exec '%s' -Xmx1g --enable-native-access=ALL-UNNAMED -cp '%s' studio.bcm.cli.Main "$@" --batch 8 --channels 32 \\
                  --multipliers 1,2 --blocks 1 --resolution 32 --warm-up 10 --checkpoint-minutes 0.1 --sheet-minutes 0.1
                """.formatted(Path.of(System.getProperty("java.home"), "bin", "java"), System.getProperty("java.class.path")));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        System.setProperty("bcm.launcher", program.toString());
    }

    @AfterEach
    void restoreLauncher() {
        if (launcherBefore == null) {
            System.clearProperty("bcm.launcher");
        } else {
            System.setProperty("bcm.launcher", launcherBefore);
        }
    }

    private static TestWindow openPage(Path home) {
        TestWindow w = TestWindow.open(home, 1000, 1000, false).patience(180);
        w.go(Page.MODELS);
        w.onWindow(() -> ((TabPane) w.scene().lookup("#models-page")).getSelectionModel().select(1));
        w.settle();
        return w;
    }

    @Test
    void aModelIsTrainedPausedResumedAfterARestartAndInstalled() throws Exception {
        Path photos = Files.createDirectories(home.resolve("my photos"));
        for (int i = 0; i < 6; i++) {
            TestPictures.write(photos.resolve("photo-" + i + ".png"), 160, 120, i, 100);
        }
        Path run;
        int points;
        try (TestWindow w = openPage(home)) {
            TrainModel train = w.model.train();
            w.answer(photos);
            w.robot.clickOn("#train-addfolder");
            w.robot.clickOn("#train-recipe-diffusion");
            w.robot.clickOn("#train-frommodel");
            w.robot.clickOn("#train-measure");
            w.until("it is measured", () -> train.estimateProperty().get() != null);
            w.snapshot("train-estimate");
            w.robot.clickOn("#train-start");
            w.until("the loss is plotted and samples are there", () -> train.points().size() >= 2 && train.sheetProperty().get() != null);
            LineChart<?, ?> chart = w.find("loss-chart");
            assertThat(w.onWindow(() -> chart.getData().getFirst().getData().size())).isGreaterThanOrEqualTo(2);
            assertThat(w.onWindow(chart::isVisible)).isTrue();
            w.snapshot("train-running");
            run = train.runProperty().get();
            w.robot.clickOn("#train-stop");
            w.until("the process has ended", () -> {
                train.refresh();
                return !train.runningProperty().get();
            });
            points = w.onWindow(() -> train.points().size());
            assertThat(w.onWindow(() -> w.model.messages().shown().size())).isZero();
        }
        try (TestWindow w = openPage(home)) {
            TrainModel train = w.model.train();
            w.until("the run is found again", () -> run.equals(train.runProperty().get()) && train.points().size() == points);
            assertThat(train.runningProperty().get()).isFalse();
            w.robot.clickOn("#train-resume");
            w.until("the process runs", () -> train.runningProperty().get());
            w.until("it has ended by itself", () -> !train.runningProperty().get());
            assertThat(w.onWindow(() -> train.points().size())).isGreaterThan(points);
            assertThat(w.onWindow(() -> train.points().stream().map(TrainModel.Point::kimg).toList())).isSorted();
            w.snapshot("train-finished");
            w.robot.clickOn("#train-install");
            w.until("it is installed", () -> w.model.packs().entries().stream().anyMatch(e -> e.name().startsWith("trained-")));
            w.onWindow(() -> ((TabPane) w.scene().lookup("#models-page")).getSelectionModel().select(0));
            w.until("both models have their samples", () -> w.model.packs().sheets().shown().size() == 2);
            w.untilQuiet();
            w.snapshot("models-trained");
        }
    }
}
