package studio.bcm.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.cuda.driver.CudaLibrary;

@EnabledOnOs(OS.LINUX)
class NativeLibraryTest {
    @Test
    void opensAndCalls() throws Throwable {
        NativeLibrary.Attempt attempt = NativeLibrary.open("libm.so.6");
        assertThat(attempt.opened()).as(attempt.problem()).isTrue();
        FunctionDescriptor type = FunctionDescriptor.of(ValueLayout.JAVA_DOUBLE, ValueLayout.JAVA_DOUBLE);
        double root = (double) attempt.library().function("sqrt", type).orElseThrow().invokeExact(9.0);
        assertThat(root).isEqualTo(3.0);
        assertThat(attempt.library().function("no_such_function", type)).isEmpty();
    }

    @Test
    void sayWhatIsMissing() {
        assertThat(NativeLibrary.open("libnothing.so.12").problem()).contains("libnothing.so.12").contains("No such file");
    }

    @Test
    void libraryThatIsNoneIsReportedByNameWithARemedy(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("libcudnn.so.9"), "not a library");
        CudaLibrary cudnn = CudaLibrary.find(List.of(folder)).stream()
                .filter(l -> l.name().equals("libcudnn.so.9")).findFirst().orElseThrow();
        if (!cudnn.found()) {
            assertThat(cudnn.problem()).contains("libcudnn.so.9");
            assertThat(cudnn.remedy()).contains("cuDNN 9");
        } else {
            assertThat(cudnn.where()).isEqualTo("system");
        }
    }
}
