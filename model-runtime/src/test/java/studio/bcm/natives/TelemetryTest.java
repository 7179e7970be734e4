package studio.bcm.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class TelemetryTest {
    @Test
    void nativeCodeSeesThatItIsForbidden() throws Throwable {
        Telemetry.forbid();

        Linker linker = Linker.nativeLinker();
        var getenv = linker.downcallHandle(linker.defaultLookup().findOrThrow("getenv"),
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = (MemorySegment) getenv.invokeExact(arena.allocateFrom(Telemetry.VARIABLE));
            assertThat(value.reinterpret(16).getString(0)).isEqualTo("1");
        }
    }

    @Test
    void startingOnnxRuntimeLeavesNoIdentifierInTheUsersHome(@TempDir Path home) throws Exception {
        ProcessBuilder start = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Duser.home=" + home, "-cp", System.getProperty("java.class.path"),
                Start.class.getName()));
        start.environment().put("HOME", home.toString());
        start.environment().remove(Telemetry.VARIABLE);
        start.environment().remove("XDG_CACHE_HOME");
        Process process = start.redirectErrorStream(true).redirectOutput(home.resolve("output.txt").toFile()).start();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(home.resolve("output.txt"))).isZero();
        assertThat(home.resolve(".cache/bcm-studio")).isDirectory();
        assertThat(home.resolve(".cache/Microsoft")).doesNotExist();
    }

    /** Starts ONNX Runtime as the program does. */
    static final class Start {
        public static void main(String[] arguments) {
            OnnxRuntimeNatives.environment();
        }
    }
}
