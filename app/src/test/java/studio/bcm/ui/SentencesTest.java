package studio.bcm.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.UserException;
import studio.bcm.ui.document.ProjectFile;

/**
 * Nothing that the runtime tells a user stays English in a window of another language: its sentences are read out of its classes,
 * from where failures, notes and warnings are made, and each must be one that the window knows.
 */
final class SentencesTest {
    /** So far before a call its sentence is put together at most, in instructions. */
    private static final int REACH = 14;
    private static final Set<String> REPORTED = Set.of("CudaStatus", "CudaLibrary", "CudaDriver", "Doctor");
    /** What only arguments of the command line bring about. */
    private static final Set<String> OF_THE_COMMAND_LINE = Set.of("studio/bcm/device/DeviceChoice", "studio/bcm/model/Benchmark",
            "studio/bcm/batch/Share", "studio/bcm/batch/BatchReport", "studio/bcm/image/PictureWriter$Builder");
    /** Ends of words, marks and what is looked for in other programs' messages: no sentences of their own. */
    private static final Set<String> NO_SENTENCES = Set.of(" and more", ": cannot open shared object file", "GPU 7", "7, 7", "7 7, 7", "7, 777",
            "ONNX Runtime", "%.1f GiB", "7 is too old7", "ICC profile", "Raw profile type iptc");
    /** Parts of sentences of the doctor, with what stands before them. */
    private static final Pattern PART = Pattern.compile(" cores?|, 7 threads|, CUDA and CPU|, CPU only| \\(it is of CUDA 7\\)");

    private final TreeSet<String> unknown = new TreeSet<>();

    @AfterEach
    void backToEnglish() {
        Texts.use("en");
    }

    private static Properties read(String name) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = SentencesTest.class.getResourceAsStream(name)) {
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return properties;
    }

    @Test
    void germanSaysAllThatEnglishSaysWithTheSamePlaces() throws IOException {
        Properties english = read("sentences.properties");
        Properties german = read("sentences_de.properties");
        assertThat(german.keySet()).isEqualTo(english.keySet());
        english.forEach((key, words) -> assertThat(places(german.getProperty(key.toString()))).as(key.toString()).isEqualTo(places(words.toString())));
    }

    private static Set<String> places(String words) {
        return new TreeSet<>(Pattern.compile("\\{\\d}").matcher(words).results().map(r -> r.group()).toList());
    }

    @Test
    void everySentenceOfTheRuntimeIsKnown() throws Exception {
        int classes = scan(UserException.class) + scan(ProjectFile.class);
        assertThat(classes).as("classes looked at").isGreaterThan(100);
        assertThat(unknown).as("sentences without an entry in sentences.properties and sentences_de.properties").isEmpty();
    }

    @Test
    void aSentenceThatIsNotKnownIsFound() {
        check("test", List.of("There is no such thing as \u0001 here."));
        assertThat(unknown).hasSize(1);
    }

    /** Looks through the folder or jar that a class comes from. */
    private int scan(Class<?> of) throws IOException, URISyntaxException {
        Path home = Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(home)) {
            return scan(home);
        }
        try (FileSystem jar = FileSystems.newFileSystem(home)) {
            return scan(jar.getPath("/"));
        }
    }

    private int scan(Path root) throws IOException {
        int count = 0;
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".class") && !f.toString().contains("cli"))::iterator) {
                ClassModel model = ClassFile.of().parse(Files.readAllBytes(file));
                count++;
                if (OF_THE_COMMAND_LINE.contains(model.thisClass().asInternalName())) {
                    continue;
                }
                for (MethodModel method : model.methods()) {
                    method.code().ifPresent(code -> scan(model.thisClass().asInternalName(), code.elementList()));
                }
            }
        }
        return count;
    }

    private void scan(String in, List<CodeElement> code) {
        for (int i = 0; i < code.size(); i++) {
            if (code.get(i) instanceof InvokeInstruction call) {
                String owner = call.owner().asInternalName();
                String name = call.name().stringValue();
                boolean failure = owner.equals("studio/bcm/UserException") || owner.endsWith("$Malformed") || owner.equals("java/io/IOException");
                if (name.equals("<init>") && failure) {
                    check(in, strings(code, begun(code, i, owner), i));
                } else if (call.typeSymbol().returnType().displayName().equals("UserException") || name.equals("note")
                        || name.equals("add") && in.contains("/image/")) {
                    check(in, strings(code, Math.max(0, i - REACH), i));
                }
            }
        }
        if (REPORTED.contains(in.substring(in.lastIndexOf('/') + 1))) {
            check(in, strings(code, 0, code.size()));
        }
    }

    private static int begun(List<CodeElement> code, int end, String owner) {
        for (int i = end; i > 0; i--) {
            if (code.get(i) instanceof NewObjectInstruction made && made.className().asInternalName().equals(owner)) {
                return i;
            }
        }
        return 0;
    }

    private static List<String> strings(List<CodeElement> code, int from, int to) {
        List<String> found = new ArrayList<>();
        for (CodeElement e : code.subList(from, to)) {
            if (e instanceof ConstantInstruction.LoadConstantInstruction load && load.constantValue() instanceof String words) {
                found.add(words);
            } else if (e instanceof InvokeDynamicInstruction joined && joined.name().stringValue().equals("makeConcatWithConstants")) {
                found.add((String) joined.bootstrapArgs().getFirst());
            }
        }
        return found;
    }

    private void check(String in, List<String> found) {
        for (String words : found) {
            String said = words.replace('\u0001', '7').replaceAll("%[ds]", "7");
            boolean sentence = said.strip().chars().filter(c -> c == ' ').count() > 0 && said.codePoints().anyMatch(Character::isLetter);
            if (sentence && !NO_SENTENCES.contains(said) && !NO_SENTENCES.contains(said.replace("\0", "").strip()) && !PART.matcher(said).matches() && !Sentences.knows(said)) {
                unknown.add(in + ": " + words.replace('\u0001', '@'));
            }
        }
    }

    @Test
    void englishStaysAsItIs() {
        Texts.use("en");
        assertThat(Sentences.translate("There is no file a.jpg.")).isEqualTo("There is no file a.jpg.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "There is no file /home/a b/c, d.jpg.|Die Datei /home/a b/c, d.jpg gibt es nicht.",
        "Cannot write /tmp/x.png: No space left on device.|/tmp/x.png kann nicht geschrieben werden: auf dem Datenträger ist kein Platz mehr.",
        "Cannot write /tmp/x.png: permission denied.|/tmp/x.png kann nicht geschrieben werden: keine Berechtigung.",
        "m.bcm is no usable model pack: it is cut off or damaged.|m.bcm ist kein brauchbares Modell: es ist abgeschnitten oder beschädigt.",
        "m.bcm is no usable model pack: its manifest is wrong: two routes are named 'a'.|m.bcm ist kein brauchbares Modell: sein Manifest ist falsch: two routes are named 'a'.",
        "CPU, AMD EPYC, 2 threads, fp16 weights; no CUDA: no NVIDIA driver is installed|CPU, AMD EPYC, 2 Threads, Gewichte in fp16; kein CUDA: kein NVIDIA-Treiber ist installiert",
        "The network runs on the CPU: libcudnn.so.9 is missing; libcublas.so.12 is too old (it is of CUDA 11.8).|Das Netz läuft auf der CPU: libcudnn.so.9 fehlt; libcublas.so.12 ist zu alt (sie ist von CUDA 11.8).",
        "For libcudnn.so.9, install cuDNN 9 for CUDA 12, or 'pip install nvidia-cudnn-cu12'.|Für libcudnn.so.9: installieren Sie cuDNN 9 für CUDA 12, oder „pip install nvidia-cudnn-cu12“.",
        "There is no model named x; there are a, b.|Ein Modell namens x gibt es nicht; es gibt a, b.",
        "AMD EPYC, 2 cores|AMD EPYC, 2 Kerne",
        "it breaks off: the last 3 of 90 rows are missing|es bricht ab: die letzten 3 von 90 Zeilen fehlen",
        "The device has not enough memory for a tile of 512×512 pixels; going on with 256×256.|Der Speicher des Geräts reicht nicht für ein Stück von 512×512 Pixeln; es geht mit 256×256 weiter.",
        "Etwas ganz anderes.|Etwas ganz anderes."})
    void germanSaysTheSame(String english, String german) {
        Texts.use("de");
        assertThat(Sentences.translate(english)).isEqualTo(german);
    }
}
