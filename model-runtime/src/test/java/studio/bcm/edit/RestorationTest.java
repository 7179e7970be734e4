package studio.bcm.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.UserException;
import studio.bcm.edit.restore.FaithfulProjection;
import studio.bcm.edit.tile.Fields;
import studio.bcm.edit.tile.Tiling;
import studio.bcm.image.JpegEncoder;
import studio.bcm.image.Lanczos;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureBuilder;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;
import studio.bcm.task.RecordedProgress;

public class RestorationTest {
    private static final Pixels PHOTO = Samples.photoLike(400, 320);
    private static final Tiling SMALL = new Tiling(64, 16, 3);
    private final GaussianFunction function = new GaussianFunction();

    /** Takes the mean of each pixel and its neighbours left and right. */
    private static final class Smoothing extends GaussianFunction {
        @Override
        public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
            requireShape(x, n, height, width, t, u);
            float[] out = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                int column = i % width;
                out[i] = (x[column == 0 ? i : i - 1] + x[i] + x[column == width - 1 ? i : i + 1]) / 3;
            }
            return out;
        }
    }

    private static Picture jpeg(int quality) {
        return JpegEncoder.decode(JpegEncoder.encode(Samples.scene(200, 150, 1), quality, ChromaSampling.S420));
    }

    @Test
    void aStatedStrengthIsUsedEverywhere() {
        Picture picture = jpeg(20);
        Restoration.Result result = Restoration.builder().setFunction(function).optTiling(SMALL).optStrength(0.3f).optFaithful(false)
                .build().run(picture, Progress.none());
        assertThat(function.levels).allSatisfy(level -> assertThat(level).containsExactly(0.3f, 0.002f));
        Pixels before = picture.toPixels();
        Pixels after = result.picture().toPixels();
        // Contrast is scaled; what lies below is that the mean of a tile stays.
        double scale = GaussianFunction.scale(0.3, 0.002);
        for (int y = 20; y < 44; y++) {
            for (int x = 20; x < 43; x++) {
                int at = y * 200 + x;
                double step = before.data()[at + 1] - before.data()[at];
                assertThat((double) after.data()[at + 1] - after.data()[at]).isCloseTo(step * scale, Offset.offset(0.009));
            }
        }
        assertThat(result.summary().mean()).isEqualTo(0.3f);
    }

    @Test
    void theStrengthFollowsTheFileAndTheTile() {
        Restoration restoration = Restoration.builder().setFunction(function).optTiling(SMALL).build();
        Restoration.Summary coarse = restoration.run(jpeg(10), Progress.none()).summary();
        Restoration.Summary fine = restoration.run(jpeg(60), Progress.none()).summary();
        assertThat(coarse.mean()).isGreaterThan(2 * fine.mean());
        assertThat(coarse.greatest()).isGreaterThan(1.2f * coarse.least());
        assertThat(coarse.work().nfe()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 8})
    void theResultDoesNotContradictTheFile(int exif) {
        GaussianFunction inventing = new GaussianFunction() {
            @Override
            public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
                float[] out = super.evaluate(x, n, height, width, t, u, y);
                for (int i = 0; i < out.length; i++) {
                    out[i] = 0.8f * out[i] + 0.1f * (float) Math.sin(i * 0.7);
                }
                return out;
            }
        };
        Picture picture = turned(exif);
        Restoration.Builder builder = Restoration.builder().setFunction(inventing).optTiling(SMALL);
        Restoration.Result faithful = builder.build().run(picture, Progress.none());
        Restoration.Result free = builder.optFaithful(false).build().run(picture, Progress.none());
        FaithfulProjection measure = new FaithfulProjection(picture.jpegFacts().orElseThrow().coefficients(), 8);
        FaithfulProjection.Deviation kept = measure.deviation(faithful.picture());
        FaithfulProjection.Deviation broken = measure.deviation(free.picture());
        assertThat(faithful.isFaithful()).isTrue();
        assertThat(free.isFaithful()).isFalse();
        assertThat((double) kept.outside() / kept.examined()).isLessThan(1 / 5000.0);
        assertThat((double) broken.outside() / broken.examined()).isGreaterThan(0.02);
    }

    private static Picture turned(int exif) {
        byte[] with = withOrientation(JpegEncoder.encode(Samples.scene(200, 150, 1), 30, ChromaSampling.S420), exif);
        Picture turned = JpegEncoder.decode(with);
        assertThat(turned.width()).isEqualTo(exif >= 5 ? 150 : 200);
        return turned;
    }

    /** The same JPEG file with an EXIF orientation. */
    public static byte[] withOrientation(byte[] file, int exif) {
        byte[] segment = {(byte) 0xff, (byte) 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1,
            0, (byte) exif, 0, 0, 0, 0, 0, 0};
        byte[] with = new byte[file.length + segment.length];
        System.arraycopy(file, 0, with, 0, 2);
        System.arraycopy(segment, 0, with, 2, segment.length);
        System.arraycopy(file, 2, with, 2 + segment.length, file.length - 2);
        return with;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6})
    void aPartIsAsInTheWhole(int exif) {
        Picture picture = turned(exif);
        Restoration.Job job = Restoration.builder().setFunction(new Smoothing()).optStrength(0.1f).optTiling(SMALL).build().open(picture);
        Pixels whole = job.run(Progress.none()).picture().toPixels();
        for (int[] place : new int[][] {{0, 0, 40, 30}, {37, 51, 70, 60}, {100, 90, 50, 60}}) {
            Pixels part = job.part(place[0], place[1], place[2], place[3], Progress.none());
            float[] expected = new float[part.data().length];
            whole.read(place[0], place[1], place[2], place[3], expected, 0);
            int rounded = 0;
            for (int i = 0; i < expected.length; i++) {
                assertThat(part.data()[i]).as("at most a level apart").isCloseTo(expected[i], Offset.offset(1.1f / 127.5f));
                rounded += Math.abs(part.data()[i] - expected[i]) > 0.5f / 127.5f ? 1 : 0;
            }
            assertThat(rounded).isLessThan(expected.length / 50);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 75})
    void noColourIsShifted(int quality) {
        GaussianFunction tinting = new GaussianFunction() {
            @Override
            public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
                float[] out = super.evaluate(x, n, height, width, t, u, y);
                int plane = height * width;
                for (int i = 0; i < out.length; i++) {
                    out[i] = 0.95f * out[i] + 0.03f * (i / plane % 3 - 1.3f);
                }
                return out;
            }
        };
        Picture picture = jpeg(quality);
        for (Tiling tiling : new Tiling[] {SMALL, Tiling.forRestoration()}) {
            Pixels after = Restoration.builder().setFunction(tinting).optTiling(tiling).build().run(picture, Progress.none()).picture().toPixels();
            for (int c = 0; c < 3; c++) {
                assertThat(mean(after, c)).as("channel " + c).isCloseTo(mean(picture.toPixels(), c), Offset.offset(0.2));
            }
        }
    }

    /** Where blocks are cut off at black, what the file says of their means leaves room to one side only. */
    @ParameterizedTest
    @ValueSource(ints = {30, 75})
    void noColourIsShiftedInPhotosThatArePartlyBlack(int quality) {
        Pixels dark = Samples.scene(320, 480, 4);
        Random random = new Random(5);
        for (int i = 0; i < dark.data().length; i++) {
            boolean blue = i >= 2 * 320 * 480;
            dark.data()[i] = Math.max(-1, 0.4f * dark.data()[i] - (blue ? 0.9f : 0.6f) + 0.1f * (float) random.nextGaussian());
        }
        Picture picture = JpegEncoder.decode(JpegEncoder.encode(dark, quality, ChromaSampling.S420));
        Pixels after = Restoration.builder().setFunction(new Smoothing()).optTiling(Tiling.forRestoration()).build()
                .run(picture, Progress.none()).picture().toPixels();
        for (int c = 0; c < 3; c++) {
            assertThat(mean(after, c)).as("channel " + c).isCloseTo(mean(picture.toPixels(), c), Offset.offset(0.2));
        }
        assertThat(new FaithfulProjection(picture.jpegFacts().orElseThrow().coefficients(), 8).deviation(after).outside())
                .isLessThan(after.data().length / 5000);
    }

    /** Of a channel, 0…255. */
    private static double mean(Pixels pixels, int channel) {
        int plane = pixels.width() * pixels.height();
        double sum = 0;
        for (int i = channel * plane; i < (channel + 1) * plane; i++) {
            sum += pixels.data()[i];
        }
        return 127.5 * (sum / plane + 1);
    }

    @ParameterizedTest
    @CsvSource({"20, 0.75", "40, 0.75", "20, 1.5", "75, 0.6"})
    void theStrengthOfAScaledJpegIsSeenInItsPixels(int quality, double scale) {
        Pixels photo = Samples.photoLike(640, 512);
        Pixels clean = scaled(photo, scale);
        Pixels jpeg = scaled(JpegEncoder.decode(JpegEncoder.encode(photo, quality, ChromaSampling.S420)), scale);
        Restoration restoration = Restoration.builder().setFunction(new GaussianFunction()).build();
        double expected = deviation(jpeg, clean);
        assertThat((double) restoration.run(Picture.of(jpeg), Progress.none()).summary().mean()).isBetween(0.6 * expected, 1.7 * expected);
        Picture never = Picture.of(clean);
        assertThat(restoration.run(never, Progress.none()).picture()).as("scaled, but never compressed").isSameAs(never);
    }

    private static Pixels scaled(PixelSource picture, double scale) {
        return Picture.of(Lanczos.resample(picture, 0, 0, 640, 512, (int) (640 * scale), (int) (512 * scale))).toPixels();
    }

    private static double deviation(Pixels a, Pixels b) {
        double sum = 0;
        for (int i = 0; i < a.data().length; i++) {
            double difference = a.data()[i] - b.data()[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum / a.data().length);
    }

    @Test
    void aScreenshotWithAScaledJpegInItIsLeftAlone() {
        Pixels screen = Pixels.blank(640, 512);
        Arrays.fill(screen.data(), 0.8f);
        Pixels jpeg = scaled(JpegEncoder.decode(JpegEncoder.encode(Samples.photoLike(640, 512), 20, ChromaSampling.S420)), 0.75);
        float[] rgb = new float[3 * 320 * 256];
        jpeg.read(80, 60, 320, 256, rgb, 0);
        Fields.copy(rgb, 0, 320, 256, screen, 40, 40);
        Picture picture = Picture.of(screen);
        assertThat(Restoration.builder().setFunction(new GaussianFunction()).build().run(picture, Progress.none()).picture()).isSameAs(picture);
    }

    @Test
    void greyPicturesStayGrey() {
        GaussianFunction tinting = new GaussianFunction() {
            @Override
            public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
                float[] out = super.evaluate(x, n, height, width, t, u, y);
                for (int i = 0; i < height * width; i++) {
                    out[i] += 0.1f;
                }
                return out;
            }
        };
        Pixels scene = Samples.scene(90, 70, 1);
        Pixels grey = Samples.picture(90, 70, (c, x, y) -> scene.data()[y * 90 + x]);
        Pixels after = Restoration.builder().setFunction(tinting).optStrength(0.1f).build().run(Picture.of(grey), Progress.none())
                .picture().toPixels();
        int plane = 90 * 70;
        for (int i = 0; i < plane; i++) {
            assertThat(after.data()[i]).isEqualTo(after.data()[i + plane]).isEqualTo(after.data()[i + 2 * plane]);
        }
    }

    @Test
    void sixteenBitsStaySixteenBits() {
        PictureBuilder builder = new PictureBuilder(64, 48).optBits(16);
        builder.write(0, 0, 64, 48, Samples.gradient(64, 48).data(), 0);
        Picture after = Restoration.builder().setFunction(function).optStrength(0.1f).build().run(builder.build(), Progress.none()).picture();
        assertThat(after.bits()).isEqualTo(16);
        long distinct = IntStream.range(0, 64 * 48).mapToObj(i -> after.toPixels().data()[i]).distinct().count();
        assertThat(distinct).isGreaterThan(260);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void effortAveragesTurnedVersionsOfAFunctionWithADirection(int effort) {
        // Shifts by a pixel to the right: the mean over all symmetries has no direction.
        GaussianFunction shifting = new GaussianFunction() {
            @Override
            public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
                requireShape(x, n, height, width, t, u);
                float[] out = new float[x.length];
                for (int i = 0; i < out.length; i++) {
                    out[i] = i % width == 0 ? x[i] : x[i - 1];
                }
                return out;
            }
        };
        Pixels point = Samples.picture(63, 41, (c, x, y) -> x == 30 && y == 20 ? 0.8 : 0);
        float[] after = Restoration.builder().setFunction(shifting).optStrength(0.1f).optEffort(effort).build()
                .run(Picture.of(point), Progress.none()).picture().toPixels().data();
        assertThat(shifting.evaluations).isEqualTo(effort);
        Offset<Float> rounding = Offset.offset(0.01f);
        assertThat(after[20 * 63 + 31]).isCloseTo(effort == 1 ? 0.8f : effort == 8 ? 0.2f : 0.4f, rounding);
        assertThat(after[20 * 63 + 29]).isCloseTo(effort == 1 ? 0 : effort == 8 ? 0.2f : 0.4f, rounding);
        assertThat(after[21 * 63 + 30]).isCloseTo(effort == 8 ? 0.2f : 0, rounding);
    }

    @Test
    void textureGoesUpAndDownAgainAndDependsOnTheSeed() {
        Restoration.Result first = Restoration.builder().setFunction(function).optTiling(SMALL).optTexture(1).optSeed(1).build().run(jpeg(20), Progress.none());
        Restoration.Result again = Restoration.builder().setFunction(function).optTiling(SMALL).optTexture(1).optSeed(1).build().run(jpeg(20), Progress.none());
        Restoration.Result other = Restoration.builder().setFunction(function).optTiling(SMALL).optTexture(1).optSeed(2).build().run(jpeg(20), Progress.none());
        assertThat(first.summary().work().nfe()).isEqualTo(2);
        assertThat(Arrays.equals(again.picture().toPixels().data(), first.picture().toPixels().data())).isTrue();
        assertThat(Arrays.equals(other.picture().toPixels().data(), first.picture().toPixels().data())).isFalse();
    }

    @Test
    void textureGrowsWithTheDialWhereThereIsSomeAndNotWhereItIsSmooth() {
        // Smooth on the left, grainy on the right.
        Pixels rough = Samples.gaussian(256, 128, 3);
        Pixels scene = Samples.picture(256, 128, (c, x, y) -> 0.3 * Math.sin(0.02 * x + c) + (x < 128 ? 0 : 0.15 * rough.data()[y * 256 + x]));
        Picture picture = JpegEncoder.decode(JpegEncoder.encode(scene, 20, ChromaSampling.S420));
        double roughBefore = 0;
        double smoothAtFirst = 0;
        for (float texture : new float[] {0, 0.25f, 0.5f, 0.75f, 1}) {
            Pixels after = Restoration.builder().setFunction(function).optTexture(texture).optFaithful(false).build()
                    .run(picture, Progress.none()).picture().toPixels();
            double roughNow = roughness(after, 150, 240);
            double smoothNow = roughness(after, 10, 100);
            assertThat(roughNow).as("texture " + texture).isGreaterThan(roughBefore);
            smoothAtFirst = texture == 0 ? smoothNow : smoothAtFirst;
            assertThat(smoothNow).isCloseTo(smoothAtFirst, Offset.offset(0.002));
            roughBefore = roughNow;
        }
    }

    /** Mean absolute step from pixel to pixel within some columns. */
    private static double roughness(Pixels pixels, int from, int to) {
        double sum = 0;
        for (int y = 0; y < 3 * pixels.height(); y++) {
            for (int x = from; x < to; x++) {
                int at = y * pixels.width() + x;
                sum += Math.abs(pixels.data()[at + 1] - pixels.data()[at]);
            }
        }
        return sum / (3 * pixels.height() * (to - from));
    }

    @Test
    void nothingIsDoneToFilesThatLostNothing() {
        Picture picture = JpegEncoder.decode(JpegEncoder.encode(Samples.scene(100, 80, 2), 100, ChromaSampling.S444));
        Restoration.Result result = Restoration.builder().setFunction(function).build().run(picture, Progress.none());
        assertThat(Arrays.equals(result.picture().toPixels().data(), picture.toPixels().data())).isTrue();
        assertThat(function.evaluations).isZero();
        assertThat(result.summary().greatest()).isZero();
    }

    @Test
    void picturesWithoutTracesOfCompressionAreLeftAlone() {
        Picture picture = Picture.of(Samples.scene(200, 150, 1));
        Restoration.Result result = Restoration.builder().setFunction(function).build().run(picture, Progress.none());
        assertThat(result.picture()).isSameAs(picture);
        assertThat(result.isFaithful()).isFalse();
        assertThat(function.evaluations).isZero();
    }

    @Test
    void theStrengthOfACroppedJpegIsFoundFromItsPixels() {
        Picture jpeg = JpegEncoder.decode(JpegEncoder.encode(PHOTO, 25, ChromaSampling.S420));
        Pixels cropped = Pixels.blank(350, 290);
        jpeg.read(13, 6, 350, 290, cropped.data(), 0);
        Restoration restoration = Restoration.builder().setFunction(function).build();
        float known = restoration.run(jpeg, Progress.none()).summary().mean();
        float seen = restoration.run(Picture.of(cropped), Progress.none()).summary().mean();
        assertThat(seen).isCloseTo(known, Offset.offset(0.15f * known));
    }

    @Test
    void anEarlierAndStrongerCompressionIsSeen() {
        Picture jpeg = JpegEncoder.decode(JpegEncoder.encode(PHOTO, 20, ChromaSampling.S420));
        Pixels cropped = Pixels.blank(360, 288);
        jpeg.read(21, 11, 360, 288, cropped.data(), 0);
        Picture again = JpegEncoder.decode(JpegEncoder.encode(cropped, 90, ChromaSampling.S444));
        Picture once = JpegEncoder.decode(JpegEncoder.encode(PHOTO, 90, ChromaSampling.S444));
        Restoration restoration = Restoration.builder().setFunction(function).build();
        float twice = restoration.run(again, Progress.none()).summary().mean();
        assertThat(twice).isGreaterThan(0.7f * restoration.run(jpeg, Progress.none()).summary().mean());
        assertThat(restoration.run(once, Progress.none()).summary().mean()).isLessThan(0.75f * twice);
    }

    @Test
    void stopsBetweenEvaluations() {
        assertThatThrownBy(() -> Restoration.builder().setFunction(function).optTiling(SMALL).build()
                .run(jpeg(10), RecordedProgress.cancelledWhen(() -> function.evaluations >= 2))).isInstanceOf(CancelledException.class);
        assertThat(function.evaluations).isEqualTo(2);
    }

    @Test
    void refusesSettingsOutsideTheirRange() {
        assertThatThrownBy(() -> Restoration.builder().optTexture(1.5f)).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> Restoration.builder().optEffort(3)).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> Restoration.builder().setFunction(function).optStrength(100).build()).isInstanceOf(UserException.class);
    }
}
