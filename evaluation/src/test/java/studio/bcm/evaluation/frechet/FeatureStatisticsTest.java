package studio.bcm.evaluation.frechet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
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

public class FeatureStatisticsTest {
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
        assertThat(new FrechetDistance(a).to(b)).isCloseTo(9 + 1 + 4, within(1e-9));
        assertThat(new FrechetDistance(a).to(a)).isCloseTo(0, within(1e-9));
    }

    @Test
    void distanceOfMatricesThatDoNotCommute() {
        // tr (AB)^½ of 2×2 positive matrices is √(tr AB + 2·√det AB).
        FeatureStatistics.Moments a = new FeatureStatistics.Moments(new double[2], new double[] {2, 1, 1, 3});
        FeatureStatistics.Moments b = new FeatureStatistics.Moments(new double[2], new double[] {5, -1, -1, 1});
        double trace = 2 * 5 + 1 * -1 + 1 * -1 + 3;
        assertThat(new FrechetDistance(a).to(b)).isCloseTo(2 + 3 + 5 + 1 - 2 * Math.sqrt(trace + 2 * Math.sqrt(5 * 4)), within(1e-9));
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
        assertThat(new FrechetDistance(a).to(gather(two))).isLessThan(0.05);
        assertThat(new FrechetDistance(a).to(gather(far))).isCloseTo(8 * (1 + 1), within(0.8));
    }

    /** Features that are turned by a reflection I − 2vvᵀ have the distance that they had along their axes. */
    @Test
    void distanceOfManyFeaturesIsTheOneInClosedForm() {
        int d = 200;
        Random random = new Random(4);
        double[] v = random.doubles(d, -1, 1).toArray();
        double norm = Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
        double[] p = random.doubles(d).map(x -> Math.exp(8 * x - 6)).toArray();
        double[] q = random.doubles(d).map(x -> Math.exp(8 * x - 6)).toArray();
        double wanted = 0;
        for (int i = 0; i < d; i++) {
            v[i] /= norm;
            wanted += Math.pow(Math.sqrt(p[i]) - Math.sqrt(q[i]), 2);
        }
        FeatureStatistics.Moments a = new FeatureStatistics.Moments(new double[d], reflected(v, p));
        FeatureStatistics.Moments b = new FeatureStatistics.Moments(new double[d], reflected(v, q));
        assertThat(new FrechetDistance(a).to(b)).isCloseTo(wanted, within(1e-9 * wanted));
        assertThat(new FrechetDistance(b).to(a)).isCloseTo(wanted, within(1e-9 * wanted));
    }

    private static double[] reflected(double[] v, double[] diagonal) {
        int d = v.length;
        double inner = 0;
        for (int i = 0; i < d; i++) {
            inner += v[i] * v[i] * diagonal[i];
        }
        double[] matrix = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                matrix[i * d + j] = (i == j ? diagonal[i] : 0) - 2 * v[i] * v[j] * (diagonal[i] + diagonal[j]) + 4 * v[i] * v[j] * inner;
            }
        }
        return matrix;
    }

    @Test
    void fewVectorsHaveTheDistanceOfTheirWholeCovariance() {
        Random random = new Random(6);
        FeatureStatistics.Moments few = moments(random, 20, 12);
        FeatureStatistics.Moments fewer = moments(random, 20, 7);
        FeatureStatistics.Moments many = moments(random, 20, 90);
        assertThat(few.rows()).hasSize(12 * 20);
        assertThat(many.rows()).isNull();
        for (FeatureStatistics.Moments target : new FeatureStatistics.Moments[] {many, few, fewer}) {
            for (FeatureStatistics.Moments made : new FeatureStatistics.Moments[] {many, few, fewer}) {
                double whole = new FrechetDistance(whole(target)).to(whole(made));
                assertThat(new FrechetDistance(target).to(made)).isCloseTo(whole, within(1e-7 * whole + 1e-6));
            }
        }
    }

    private static FeatureStatistics.Moments moments(Random random, int length, int count) {
        FeatureStatistics s = new FeatureStatistics(length);
        for (int i = 0; i < count; i++) {
            float[] vector = new float[length];
            for (int j = 0; j < length; j++) {
                vector[j] = (float) (3 + random.nextGaussian() * (1 + j));
            }
            s.add(vector);
        }
        return s.moments();
    }

    private static FeatureStatistics.Moments whole(FeatureStatistics.Moments moments) {
        return new FeatureStatistics.Moments(moments.mean(), moments.covariance());
    }

    /** {@code numpy_statistics.py} wrote features, statistics and distance. */
    @Test
    void agreesWithNumPyAndSciPy() throws Exception {
        FeatureStatistics.Moments one = NpzStatistics.read(resource("one.npz"));
        FeatureStatistics.Moments other = NpzStatistics.read(resource("other.npz"));
        FeatureStatistics.Moments own = streamed("one-features.bin");
        assertThat(own.mean()).containsExactly(one.mean(), within(1e-9));
        assertThat(own.covariance()).containsExactly(one.covariance(), within(1e-9));
        FeatureStatistics.Moments ownOther = streamed("other-features.bin");
        assertThat(ownOther.mean()).containsExactly(other.mean(), within(1e-5));
        double wanted = new ObjectMapper().readTree(resource("distance.json").toFile()).get("frechetDistance").doubleValue();
        assertThat(new FrechetDistance(own).to(ownOther)).isCloseTo(wanted, within(1e-9 * wanted));
        assertThat(new FrechetDistance(one).to(other)).isCloseTo(wanted, within(1e-5 * wanted));
    }

    private static Path resource(String name) throws Exception {
        return Path.of(FeatureStatisticsTest.class.getResource(name).toURI());
    }

    private static FeatureStatistics.Moments streamed(String name) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(resource(name))).order(ByteOrder.LITTLE_ENDIAN);
        FeatureStatistics statistics = new FeatureStatistics(6);
        while (bytes.hasRemaining()) {
            float[] batch = new float[6 * Math.min(7, bytes.remaining() / 24)];
            bytes.asFloatBuffer().get(batch);
            bytes.position(bytes.position() + 4 * batch.length);
            statistics.add(batch);
        }
        return statistics.moments();
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

    public static void write(Path file, String type, double[] mu, double[] sigma) throws Exception {
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
