package studio.bcm.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class ProgramFoldersTest {
    private static Path expected(String variable, String below) {
        return Optional.ofNullable(System.getenv(variable)).filter(v -> !v.isEmpty()).map(Path::of)
                .orElse(Path.of(System.getProperty("user.home")).resolve(below)).resolve("bcm-studio");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theyFollowTheSystemsRules() {
        assertThat(ProgramFolders.config()).isEqualTo(expected("XDG_CONFIG_HOME", ".config"));
        assertThat(ProgramFolders.data()).isEqualTo(expected("XDG_DATA_HOME", ".local/share"));
        assertThat(ProgramFolders.cache()).isEqualTo(expected("XDG_CACHE_HOME", ".cache"));
    }
}
