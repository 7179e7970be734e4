package studio.bcm.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import studio.bcm.device.DeviceChoice;
import studio.bcm.device.Doctor;
import studio.bcm.model.GaussianModel;
import studio.bcm.model.Model;

class LargeStackTest {
    private static int depth(int n) {
        return n == 0 ? 0 : 1 + depth(n - 1);
    }

    @Test
    void recursesFarDeeperThanAnOrdinaryThread() {
        assertThat(LargeStack.call(() -> depth(1_000_000))).isEqualTo(1_000_000);
    }

    @Test
    void throwsWhatIsThrown() {
        assertThatThrownBy(() -> LargeStack.call(() -> {
            throw new IllegalStateException("no");
        })).isInstanceOf(IllegalStateException.class).hasMessage("no");
    }

    /** Asks the doctor, then runs a model, as a process of its own. */
    static final class DoctorThenModel {
        private DoctorThenModel() {
        }

        public static void main(String[] arguments) throws Exception {
            boolean examined = !Doctor.examine().lines().isEmpty();
            Path folder = Files.createTempDirectory("pack");
            try (Model model = Model.load(GaussianModel.pack(folder, "gauss"), DeviceChoice.CPU)) {
                System.exit(examined && model.sizeMultiple() == GaussianModel.SIZE_MULTIPLE ? 0 : 1);
            }
        }
    }

    @Test
    void onnxRuntimeStartsUnderALongCommandLine() throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), DoctorThenModel.class.getName()));
        for (int i = 0; i < 2000; i++) {
            command.add("a photo of the holidays number " + i + ".jpg");
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertThat(process.waitFor()).isZero();
    }
}
