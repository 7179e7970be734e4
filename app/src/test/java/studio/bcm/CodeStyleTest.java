package studio.bcm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a compiler does not ask of the sources of all modules. */
final class CodeStyleTest {
    private static final Pattern NO_CODE = Pattern.compile("(?s)/\\*.*?\\*/|\"\"\".*?\"\"\"|//[^\\n]*|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\])'");
    private static final Pattern QUALIFIED =
            Pattern.compile("(?m)^(?!import |package ).*?(?<![\\w.])(?:java|javax|javafx|studio|org|com|ai|picocli)(?:\\.[a-z_][a-z_0-9]*)+\\.[A-Z]\\w*");
    /** Two classes of one name can only be told apart so. */
    private static final List<String> SAME_NAME = List.of("Device.java");
    private static final int FEWEST_FILES = 500;

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Path.of(System.getProperty("bcm.assets")).resolveSibling(".").normalize())) {
            for (Path module : modules.map(m -> m.resolve("src")).filter(Files::isDirectory).toList()) {
                try (Stream<Path> files = Files.walk(module)) {
                    files.filter(f -> f.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        return sources;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void namesAreImported() throws IOException {
        List<Path> sources = sources();
        assertThat(sources).as("sources that were found").hasSizeGreaterThan(FEWEST_FILES);
        assertThat(sources).filteredOn(f -> !SAME_NAME.contains(f.getFileName().toString())).allSatisfy(file -> {
            Matcher found = QUALIFIED.matcher(NO_CODE.matcher(read(file)).replaceAll("\"\""));
            assertThat(found.find() ? found.group() : "").as("a qualified name in %s", file).isEmpty();
        });
    }
}
