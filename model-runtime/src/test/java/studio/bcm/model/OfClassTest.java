package studio.bcm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import studio.bcm.UserException;

class OfClassTest {
    private static final List<String> CLASSES = List.of("tench", "goldfish", "tiger cat", "tiger", "Übersee");

    @Test
    void aClassIsFoundByNumberNameOrPart() {
        assertThat(OfClass.find(CLASSES, "1")).isEqualTo(1);
        assertThat(OfClass.find(CLASSES, "Tiger")).isEqualTo(3);
        assertThat(OfClass.find(CLASSES, "GOLD")).isEqualTo(1);
        assertThat(OfClass.find(CLASSES, "über")).isEqualTo(4);
    }

    @Test
    void whatIsNoClassOrSeveralIsToldAsSuch() {
        assertThatThrownBy(() -> OfClass.find(CLASSES, "5")).isInstanceOf(UserException.class).hasMessageContaining("0 to 4");
        assertThatThrownBy(() -> OfClass.find(CLASSES, "dog")).isInstanceOf(UserException.class).hasMessageContaining("'dog'");
        assertThatThrownBy(() -> OfClass.find(CLASSES, "tige")).isInstanceOf(UserException.class).hasMessageContaining("2 (tiger cat)")
                .hasMessageContaining("3 (tiger)");
        assertThatThrownBy(() -> OfClass.find(List.of(), "0")).isInstanceOf(UserException.class).hasMessageContaining("no classes");
    }
}
