package studio.bcm.ui.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.UserException;

class StoredArgumentsTest {
    @TempDir
    Path folder;

    private List<String> usual() {
        return new ArrayList<>(List.of(folder.getParent().toString(), "--stage", "diffusion:5", "--title", "My model", "--out", folder.toString(), "--name",
                "mine", "--device", "cpu"));
    }

    @Test
    void whatTheWindowPassesIsTaken() {
        assertThat(StoredArguments.checked(usual(), folder)).isEqualTo(usual());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--overwrite", "@/tmp/arguments", "-h", "relative/folder", "/no/such/folder", "--out"})
    void anythingElseIsRefused(String argument) {
        List<String> arguments = usual();
        arguments.add(argument);
        assertThatThrownBy(() -> StoredArguments.checked(arguments, folder)).isInstanceOf(UserException.class);
    }

    @Test
    void anotherFolderToWriteToIsRefused() {
        List<String> elsewhere = usual();
        elsewhere.set(elsewhere.indexOf("--out") + 1, folder.getParent().toString());
        assertThatThrownBy(() -> StoredArguments.checked(elsewhere, folder)).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> StoredArguments.checked(List.of(), folder)).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> StoredArguments.checked(null, folder)).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> StoredArguments.checked(Arrays.asList((String) null), folder)).isInstanceOf(UserException.class);
    }
}
