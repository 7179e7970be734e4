package studio.bcm.ui.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.control.Labeled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationExtension;
import studio.bcm.device.Doctor.Verdict;
import studio.bcm.device.Doctor;
import studio.bcm.ui.TestWindow;
import studio.bcm.ui.shell.Page;

/** A machine with a GPU on which a library is missing: the page says which, and takes the folder where it is. */
@ExtendWith(ApplicationExtension.class)
final class DoctorPageTest {
    @TempDir
    private Path home;

    @Test
    void missingLibrariesAreNamedAndTheirFolderCanBeChosen() throws Exception {
        Path folder = Files.createDirectories(home.resolve("my cuda"));
        String before = System.getProperty("bcm.cuda.path");
        try (TestWindow w = TestWindow.open(home, 1440, 900, false)) {
            w.robot.clickOn("#device-chip");
            w.until("the doctor has looked", () -> w.model.doctor().reportProperty().get() != null);
            assertThat(w.model.pageProperty().get()).isEqualTo(Page.DOCTOR);
            w.onWindow(() -> DoctorReports.show(w.model, new Doctor.Report(List.of(
                    new Doctor.Line("Processor", "8 cores", Verdict.FINE),
                    new Doctor.Line("NVIDIA driver", "580.65.06, CUDA 13.0", Verdict.FINE),
                    new Doctor.Line("libcudart.so.12", "/usr/local/cuda-12.9/lib64/libcudart.so.12", Verdict.FINE),
                    new Doctor.Line("libcudnn.so.9", "libcudnn.so.9 is missing", Verdict.MISSING),
                    new Doctor.Line("libcufft.so.11", "libcufft.so.11 is missing", Verdict.OPTIONAL)),
                    List.of("For libcudnn.so.9: install cuDNN 9 for CUDA 12, or 'pip install nvidia-cudnn-cu12'."), "cpu",
                    "The network runs on the CPU: libcudnn.so.9 is missing.")));
            w.settle();
            List<String> words = w.onWindow(() -> w.scene().lookup("#doctor-page").lookupAll(".label").stream()
                    .map(n -> ((Labeled) n).getText()).toList());
            assertThat(words).contains("The network runs on the CPU: libcudnn.so.9 is missing.", "libcudnn.so.9", "libcudnn.so.9 is missing",
                    "• For libcudnn.so.9: install cuDNN 9 for CUDA 12, or 'pip install nvidia-cudnn-cu12'.");
            w.snapshot("doctor-missing");
            w.answer(folder);
            w.robot.clickOn("#doctor-cudafolder");
            w.settle();
            assertThat(w.onWindow(() -> w.model.settingsProperty().get().cudaFolder())).isEqualTo(folder.toString());
        }
        try (TestWindow again = TestWindow.open(home, 1440, 900, false)) {
            assertThat(System.getProperty("bcm.cuda.path")).isEqualTo(folder.toString());
            assertThat(again.model.settingsProperty().get().cudaFolder()).isEqualTo(folder.toString());
        } finally {
            if (before == null) {
                System.clearProperty("bcm.cuda.path");
            } else {
                System.setProperty("bcm.cuda.path", before);
            }
        }
    }
}
