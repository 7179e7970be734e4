package studio.bcm.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.UserException;

class ShareTest {
    @ParameterizedTest
    @CsvSource({"0,3", "1,4", "10,1", "10,3", "1000,7"})
    void sharesAreEvenAndMakeUpTheWholeWithoutOverlap(int files, int count) {
        List<Integer> all = IntStream.range(0, files).boxed().toList();
        List<Integer> together = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            List<Integer> share = new Share(number, count).of(all);
            assertThat(share.size()).isBetween(files / count, Math.ceilDiv(files, count));
            together.addAll(share);
        }
        assertThat(together).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void isReadAsPeopleWriteIt() {
        assertThat(Share.parse("2/8")).isEqualTo(new Share(2, 8));
        assertThat(Share.ALL.of(List.of(1, 2))).containsExactly(1, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0/4", "5/4", "1/0", "1", "a/b", "", "-1/4", "1/4/2"})
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> Share.parse(text)).isInstanceOf(UserException.class).hasMessageContaining("1/4");
    }
}
