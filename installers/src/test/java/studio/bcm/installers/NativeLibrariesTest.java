package studio.bcm.installers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {
    private static final String ONNX_RUNTIME = "ai/onnxruntime/native/";

    @TempDir
    private Path folder;
    private Path program;

    @BeforeEach
    void makeProgramFolder() throws IOException {
        program = Files.createDirectory(folder.resolve("program"));
    }

    @Test
    void onLinuxLibrariesLieBesideTheJar() throws IOException {
        Path jar = jar("onnxruntime.jar", "ai/onnxruntime/OrtSession.class", ONNX_RUNTIME + "linux-x64/libonnxruntime.so",
                ONNX_RUNTIME + "win-x64/onnxruntime.dll", ONNX_RUNTIME + "linux-aarch64/libonnxruntime.so");

        new NativeLibraries(TargetSystem.LINUX, program).take(jar);

        assertThat(entries(program.resolve("onnxruntime.jar"))).containsExactly("ai/onnxruntime/OrtSession.class");
        assertThat(program.resolve("natives/libonnxruntime.so")).hasContent(ONNX_RUNTIME + "linux-x64/libonnxruntime.so");
    }

    @Test
    void elsewhereTheyStayInTheJarWithoutThoseOfOtherSystems() throws IOException {
        Path jar = jar("onnxruntime.jar", "ai/onnxruntime/OrtSession.class", ONNX_RUNTIME + "linux-x64/libonnxruntime.so",
                ONNX_RUNTIME + "win-x64/onnxruntime.dll");

        new NativeLibraries(TargetSystem.WINDOWS, program).take(jar);

        assertThat(entries(program.resolve("onnxruntime.jar")))
                .containsExactly("ai/onnxruntime/OrtSession.class", ONNX_RUNTIME + "win-x64/onnxruntime.dll");
    }

    @Test
    void versionedLibrariesAreUnpackedAndAJarOfNothingElseIsLeftOut() throws IOException {
        Path jar = jar("pytorch-linux-x86_64.jar", "META-INF/versions/9/module-info.class",
                "org/bytedeco/pytorch/linux-x86_64/libgomp.so.1", "org/bytedeco/pytorch/linux-x86_64/libtorch.so");

        new NativeLibraries(TargetSystem.LINUX, program).take(jar);

        assertThat(program.resolve("pytorch-linux-x86_64.jar")).doesNotExist();
        assertThat(program.resolve("natives/libgomp.so.1")).exists();
        assertThat(program.resolve("natives/libtorch.so")).exists();
    }

    @Test
    void javafxFindsItsLibrariesInTheFolderOfItsJar() throws IOException {
        new NativeLibraries(TargetSystem.LINUX, program).take(jar("javafx-graphics.jar", "javafx/scene/Scene.class", "libglass.so"));

        assertThat(program.resolve("libglass.so")).exists();
    }

    private Path jar(String name, String... entries) throws IOException {
        Path jar = folder.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar); ZipOutputStream zip = new ZipOutputStream(file)) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.write(entry.getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return jar;
    }

    private static List<String> entries(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream().map(ZipEntry::getName).toList();
        }
    }
}
