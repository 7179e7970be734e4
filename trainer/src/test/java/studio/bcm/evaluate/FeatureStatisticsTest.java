package studio.bcm.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;

class FeatureStatisticsTest {
    @Test
    void meanAndCovarianceOfAFewVectors() {
        FeatureStatistics s = new FeatureStatistics(2);
        s.add(new float[] {1000, 1, 1002, 5});
        s.add(new float[] {1004, 3});
        FeatureStatistics.Moments m = s.moments();
        assertThat(s.count()).isEqualTo(3);
        assertThat(m.mean()).containsExactly(new double[] {1002, 3}, within(1e-9));
        assertThat(m.covariance()).containsExactly(new double[] {4, 2, 2, 4}, within(1e-9));
    }

    @Test
    void distanceOfDiagonalDistributionsIsThatOfTheirAxes() {
        FeatureStatistics.Moments a = new FeatureStatistics.Moments(new double[] {0, 1}, new double[] {4, 0, 0, 9});
        FeatureStatistics.Moments b = new FeatureStatistics.Moments(new double[] {3, 1}, new double[] {1, 0, 0, 25});
        assertThat(a.frechetDistance(b)).isCloseTo(9 + 1 + 4, within(1e-9));
        assertThat(a.frechetDistance(a)).isCloseTo(0, within(1e-9));
    }

    @Test
    void distanceOfMatricesThatDoNotCommute() {
        // tr (AB)^½ of 2×2 positive matrices is √(tr AB + 2·√det AB).
        FeatureStatistics.Moments a = new FeatureStatistics.Moments(new double[2], new double[] {2, 1, 1, 3});
        FeatureStatistics.Moments b = new FeatureStatistics.Moments(new double[2], new double[] {5, -1, -1, 1});
        double trace = 2 * 5 + 1 * -1 + 1 * -1 + 3;
        assertThat(a.frechetDistance(b)).isCloseTo(2 + 3 + 5 + 1 - 2 * Math.sqrt(trace + 2 * Math.sqrt(5 * 4)), within(1e-9));
    }

    @Test
    void samplesOfOneDistributionAreNearAndOfAnotherFar() {
        Random random = new Random(1);
        float[] one = new float[4000 * 8];
        float[] two = new float[4000 * 8];
        float[] far = new float[4000 * 8];
        for (int i = 0; i < one.length; i++) {
            one[i] = (float) random.nextGaussian();
            two[i] = (float) random.nextGaussian();
            far[i] = (float) (1 + 2 * random.nextGaussian());
        }
        FeatureStatistics.Moments a = gather(one);
        assertThat(a.frechetDistance(gather(two))).isLessThan(0.05);
        assertThat(a.frechetDistance(gather(far))).isCloseTo(8 * (1 + 1), within(0.8));
    }

    private static FeatureStatistics.Moments gather(float[] features) {
        FeatureStatistics s = new FeatureStatistics(8);
        for (int i = 0; i < features.length; i += 800) {
            s.add(Arrays.copyOfRange(features, i, i + 800));
        }
        return s.moments();
    }

    @Test
    void readsStatisticsAsNumPyWritesThem(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("reference.npz");
        write(file, "<f8", new double[] {1, 2}, new double[] {4, 1, 1, 3});
        FeatureStatistics.Moments m = NpzStatistics.read(file);
        assertThat(m.mean()).containsExactly(1, 2);
        assertThat(m.covariance()).containsExactly(4, 1, 1, 3);
    }

    @Test
    void refusesStatisticsThatDoNotFit(@TempDir Path dir) throws Exception {
        Path ints = dir.resolve("ints.npz");
        write(ints, "<i8", new double[] {1, 2}, new double[] {4, 1, 1, 3});
        assertThatThrownBy(() -> NpzStatistics.read(ints)).isInstanceOf(UserException.class).hasMessageContaining("<i8");
        Path three = dir.resolve("three.npz");
        write(three, "<f8", new double[] {1, 2, 3}, new double[] {4, 1, 1, 3});
        assertThatThrownBy(() -> NpzStatistics.read(three)).isInstanceOf(UserException.class).hasMessageContaining("do not fit");
        Path none = Files.writeString(dir.resolve("none.npz"), "no zip at all");
        assertThatThrownBy(() -> NpzStatistics.read(none)).isInstanceOf(UserException.class).hasMessageContaining("cannot be read");
    }

    static void write(Path file, String type, double[] mu, double[] sigma) throws Exception {
        try (OutputStream out = Files.newOutputStream(file); ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("mu.npy"));
            zip.write(npy(type, "(" + mu.length + ",)", mu));
            zip.putNextEntry(new ZipEntry("sigma.npy"));
            int d = (int) Math.sqrt(sigma.length);
            zip.write(npy(type, "(" + d + ", " + d + ")", sigma));
        }
    }

    private static byte[] npy(String type, String shape, double[] values) {
        byte[] header = ("{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n").getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length, (byte) (header.length >> 8)});
        out.writeBytes(header);
        ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double v : values) {
            data.putDouble(v);
        }
        out.writeBytes(data.array());
        return out.toByteArray();
    }
}
