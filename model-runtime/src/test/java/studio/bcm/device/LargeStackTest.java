package studio.bcm.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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

    /** Names ONNX Runtime's version, as a process of its own. */
    static final class Version {
        private Version() {
        }

        public static void main(String[] arguments) {
            System.exit(Doctor.examine().lines().isEmpty() ? 1 : 0);
        }
    }

    @Test
    void onnxRuntimeStartsUnderALongCommandLine() throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), Version.class.getName()));
        for (int i = 0; i < 2000; i++) {
            command.add("a photo of the holidays number " + i + ".jpg");
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertThat(process.waitFor()).isZero();
    }
}
