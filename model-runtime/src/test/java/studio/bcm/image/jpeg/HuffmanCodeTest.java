package studio.bcm.image.jpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.bcm.image.JpegEncoder;
import studio.bcm.image.TestPictures;

class HuffmanCodeTest {
    @ParameterizedTest
    @EnumSource(ChromaSampling.class)
    void codesAScanAsLibjpegDoes(ChromaSampling sampling) throws IOException {
        byte[] file = JpegEncoder.encode(TestPictures.photo(203, 151, 41), 95, sampling);
        JpegScan scan = new JpegScan(file);
        HuffmanCode[] codes = Arrays.stream(scan.counts()).map(HuffmanCode::new).toArray(HuffmanCode[]::new);

        byte[] recoded = scan.recoded(codes);

        JpegSegments.Segment data = scan.segments().all().getLast();
        assertThat(recoded).isEqualTo(Arrays.copyOfRange(file, data.end(), data.next()));
    }

    @Test
    void noCodeIsLongerThanSixteenBitsOrOnesAloneOrTheBeginningOfAnother() {
        long[] counts = new long[256];
        counts[0] = 1;
        counts[1] = 1;
        for (int s = 2; s < 40; s++) {
            counts[s] = counts[s - 1] + counts[s - 2];
        }

        HuffmanCode code = new HuffmanCode(counts);

        Set<String> codes = new HashSet<>();
        for (int s = 0; s < 256; s++) {
            assertThat(code.size(s) > 0).isEqualTo(counts[s] > 0);
            if (code.size(s) > 0) {
                assertThat(code.size(s)).isLessThanOrEqualTo(16);
                String text = "0".repeat(16) + Integer.toBinaryString(code.code(s));
                codes.add(text.substring(text.length() - code.size(s)));
            }
        }
        assertThat(codes).hasSize(40).allMatch(c -> c.contains("0"))
                .noneMatch(c -> codes.stream().anyMatch(other -> !other.equals(c) && other.startsWith(c)));
        assertThat(code.size(39)).isLessThanOrEqualTo(2);
        assertThat(code.definition()).hasSize(16 + 40);
    }

    @Test
    void aLoneSymbolHasACodeOfOneBit() {
        long[] counts = new long[256];
        counts[7] = 5;

        HuffmanCode code = new HuffmanCode(counts);

        assertThat(code.size(7)).isEqualTo(1);
        assertThat(code.code(7)).isZero();
    }

    @Test
    void withoutSymbolsThereAreNoCodes() {
        assertThat(new HuffmanCode(new long[256]).definition()).isEqualTo(new byte[16]);
    }
}
