package studio.bcm.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TextsTest {
    @AfterEach
    void backToEnglish() {
        Texts.use("en");
    }

    private static Properties read(String name) throws Exception {
        Properties properties = new Properties();
        try (InputStream in = TextsTest.class.getResourceAsStream(name)) {
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return properties;
    }

    @Test
    void germanSaysAllThatEnglishSays() throws Exception {
        assertThat(new TreeSet<>(read("strings_de.properties").keySet())).isEqualTo(new TreeSet<>(read("strings.properties").keySet()));
    }

    @Test
    void germanTakesTheSameArguments() throws Exception {
        Properties german = read("strings_de.properties");
        read("strings.properties").forEach((key, words) -> {
            if (words.toString().contains("{0")) {
                assertThat(new MessageFormat(german.getProperty(key.toString()), Locale.ROOT).getFormatsByArgumentIndex())
                        .as(key.toString()).hasSameSizeAs(new MessageFormat(words.toString(), Locale.ROOT).getFormatsByArgumentIndex());
            }
        });
    }

    @Test
    void speaksTheChosenLanguage() {
        Texts.use("de");
        assertThat(Texts.of("page.restore")).isEqualTo("Restaurieren");
        Texts.use("en");
        assertThat(Texts.of("page.restore")).isEqualTo("Restore");
    }

    @Test
    void aLanguageWithoutWordsIsEnglish() {
        Texts.use("fi");
        assertThat(Texts.of("page.restore")).isEqualTo("Restore");
    }
}
