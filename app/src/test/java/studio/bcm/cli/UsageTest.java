package studio.bcm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Help everywhere, and wrong usage told as such before any work is done. */
class UsageTest {
    @TempDir
    Path folder;

    static List<List<String>> allCommands() {
        Console console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), false, 80, new AtomicBoolean());
        List<List<String>> found = new ArrayList<>();
        collect(CommandLines.create(console), List.of(), found);
        return found;
    }

    private static void collect(CommandLine command, List<String> path, List<List<String>> into) {
        into.add(path);
        command.getSubcommands().forEach((name, child) -> {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            collect(child, longer, into);
        });
    }

    @ParameterizedTest
    @MethodSource("allCommands")
    void everyCommandHasHelpThatSaysWhatEachOptionDoes(List<String> path) {
        List<String> words = new ArrayList<>(path);
        words.add("--help");
        CommandLineRun run = CommandLineRun.of(words.toArray());
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("Usage: bcm-studio " + String.join(" ", path)).contains("--help").contains("--debug");
        assertThat(run.err()).isEmpty();
    }

    /** Though commands that are not asked for are known by their outlines alone. */
    @ParameterizedTest
    @MethodSource("allCommands")
    void helpIsThatOfTheWholeProgram(List<String> path) {
        StringWriter out = new StringWriter();
        Console console = new Console(new PrintWriter(out), new PrintWriter(new StringWriter()), false, 100, new AtomicBoolean());
        List<String> words = new ArrayList<>(path);
        words.add("--help");
        CommandLines.create(console).execute(words.toArray(String[]::new));
        assertThat(CommandLineRun.of(words.toArray()).out()).isEqualTo(out.toString());
    }

    @Test
    void aFileOfArgumentsMayNameTheCommand() throws IOException {
        Path file = Files.writeString(folder.resolve("arguments"), "restore --help");
        assertThat(CommandLineRun.of("@" + file).out()).isEqualTo(CommandLineRun.of("restore", "--help").out());
    }

    @Test
    void theCommandsOfTheProgramAreThere() {
        assertThat(CommandLineRun.of("--help").out()).contains("train", "evaluate", "demo", "interpolate", "resample", "restore", "invert", "inpaint", "generate", "models", "doctor");
        assertThat(allCommands()).contains(List.of("models", "list"), List.of("models", "info"), List.of("models", "check"));
    }

    @Test
    void commandsThatRunAModelShareTheirOptions() {
        for (String command : List.of("demo", "interpolate", "resample", "restore", "invert", "inpaint", "generate")) {
            assertThat(CommandLineRun.of(command, "--help").out())
                    .as(command).contains("--model=", "--device=", "--json", "--quiet", "--overwrite");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "", "frobnicate", "interpolate", "interpolate a.png --out x", "interpolate a.png b.png",
            "interpolate a.png b.png --out x --frames 1", "interpolate a.png b.png --out x --frames many",
            "interpolate a.png b.png --out x --steps 4", "interpolate a.png b.png --out x --depth -1",
            "interpolate a.png b.png --out x --ping-pong", "interpolate a.png b.png --out x --bogus",
            "resample a.png", "resample a.png --out x --count 0", "resample a.png --out x --strength 0", "resample --out x",
            "restore --out x", "restore a.jpg", "restore a.jpg --out x.png --strength strong", "restore a.jpg --out x.png --strength -2",
            "restore a.jpg --out x.png --texture 2", "restore a.jpg --out x.png --effort 3", "restore a.jpg --out x.png --jobs 0", "restore a.jpg --out x --format heic",
            "restore a.jpg --out x.jpg --quality 0", "invert a.png", "invert a.png --out n.npz --steps 0",
            "inpaint a.png --out x.png", "inpaint a.png --mask m.png --out x.png --rounds 0", "inpaint a.png --mask m.png --out x.png --feather 99",
            "generate", "generate --out x.png --count 0", "generate --out x.png --size 12", "generate --noise n.npz --out x.png --count 2",
            "generate --out x.png --device gpu", "models info a b", "models check", "doctor --device tpu", "demo extra"})
    void wrongUsageIsToldWithTwo(String line) {
        CommandLineRun run = CommandLineRun.of(line.isEmpty() ? new Object[0] : line.split(" "));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("--help").doesNotContain("Exception").doesNotContain("\tat ");
        assertThat(run.err().lines().count()).isLessThanOrEqualTo(12);
    }

    @Test
    void versionIsThatOfTheBuild() {
        CommandLineRun run = CommandLineRun.of("--version");
        assertThat(run.code()).isZero();
        assertThat(run.out()).matches("BCM Studio \\d+\\.\\d+\\.\\d+\\S*, Java \\d+.*\\s+");
    }
}
