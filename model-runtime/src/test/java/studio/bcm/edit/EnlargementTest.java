package studio.bcm.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.UserException;
import studio.bcm.edit.tile.Tiling;
import studio.bcm.image.Kernel;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureBuilder;
import studio.bcm.image.Pixels;
import studio.bcm.image.RowScaler;
import studio.bcm.model.Manifest;
import studio.bcm.task.Progress;

class EnlargementTest {
    private static final float SCALE = SharpeningDetail.SCALE;

    @ParameterizedTest
    @CsvSource({"BOX, 2, 0", "BICUBIC, 2, 0", "BOX, 4, 1", "BICUBIC, 4, 0.5"})
    void theResultMadeSmallerIsThePicture(Kernel kernel, int factor, float texture) {
        Picture small = shrunk(picture(4 * 61, 4 * 43), 61, 43, Kernel.BOX);
        Enlargement.Result result = enlargement(64).optKernel(kernel).optTexture(texture).build().run(small, factor * 61, factor * 43, Progress.none());
        assertThat(result.picture().width()).isEqualTo(factor * 61);
        assertThat(meanDifference(shrunk(result.picture(), 61, 43, kernel), small)).isLessThan(0.5);
        Enlargement.Result free = enlargement(64).optFaithful(false).optTexture(texture).build().run(small, factor * 61, factor * 43, Progress.none());
        assertThat(meanDifference(shrunk(free.picture(), 61, 43, kernel), small)).isGreaterThan(0.5);
    }

    @Test
    void tilesLeaveNoSeams() {
        Picture small = shrunk(picture(400, 300), 200, 150, Kernel.BOX);
        for (float texture : new float[] {0, 1}) {
            Picture one = enlargement(512).optTexture(texture).build().run(small, 400, 300, Progress.none()).picture();
            Picture many = enlargement(96).optTexture(texture).build().run(small, 400, 300, Progress.none()).picture();
            assertThat(greatestDifference(one, many)).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void moreTextureDrawsMoreDetail() {
        Picture small = shrunk(picture(256, 256), 128, 128, Kernel.BOX);
        double before = -1;
        for (float texture : new float[] {0, 0.5f, 1}) {
            Picture result = enlargement(512).optTexture(texture).build().run(small, 256, 256, Progress.none()).picture();
            double roughness = roughness(result);
            assertThat(roughness).isGreaterThan(before * 1.02);
            before = roughness;
        }
        Picture again = enlargement(512).optTexture(1).optSeed(3).build().run(small, 256, 256, Progress.none()).picture();
        assertThat(greatestDifference(again, enlargement(512).optTexture(1).build().run(small, 256, 256, Progress.none()).picture())).isGreaterThan(2);
    }

    @Test
    void depthAndOddSizesAreKept() {
        PictureBuilder deep = new PictureBuilder(50, 40).optBits(16);
        float[] values = picture(50, 40).toPixels().data();
        deep.write(0, 0, 50, 40, values, 0);
        Picture small = deep.build();
        SharpeningDetail function = new SharpeningDetail();
        Enlargement enlargement = Enlargement.builder().setFunction(function).setDetail(new Manifest.Detail(SCALE)).build();
        Picture result = enlargement.run(small, 77, 62, Progress.none()).picture();
        assertThat(result.bits()).isEqualTo(16);
        assertThat(result.width()).isEqualTo(77);
        assertThat(result.height()).isEqualTo(62);
        assertThatThrownBy(() -> enlargement.run(small, 40, 62, Progress.none())).isInstanceOf(UserException.class).hasMessageContaining("already");
        assertThatThrownBy(() -> enlargement.run(small, 500, 400, Progress.none())).isInstanceOf(UserException.class).hasMessageContaining("8 times");
    }

    @Test
    void modelsOfTheOtherKindAreRefused() {
        assertThatThrownBy(() -> Restoration.builder().setFunction(new SharpeningDetail())).isInstanceOf(UserException.class).hasMessageContaining("photo-64");
        assertThatThrownBy(() -> Enlargement.builder().setFunction(new GaussianFunction())).isInstanceOf(UserException.class)
                .hasMessageContaining("photo-detail");
    }

    private static Enlargement.Builder enlargement(int tile) {
        return Enlargement.builder().setFunction(new SharpeningDetail()).setDetail(new Manifest.Detail(SCALE))
                .optTiling(new Tiling(tile, tile > 300 ? 64 : 16, 2));
    }

    private static Picture picture(int width, int height) {
        Pixels pixels = Pixels.blank(width, height);
        Random random = new Random(4);
        for (int k = 0; k < 60; k++) {
            int left = random.nextInt(width);
            int top = random.nextInt(height);
            int radius = 3 + random.nextInt(width / 4);
            float[] colour = {random.nextFloat() * 1.6f - 0.8f, random.nextFloat() * 1.6f - 0.8f, random.nextFloat() * 1.6f - 0.8f};
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    if ((x - left) * (x - left) + (y - top) * (y - top) < radius * radius) {
                        for (int c = 0; c < 3; c++) {
                            pixels.data()[(c * height + y) * width + x] = colour[c];
                        }
                    }
                }
            }
        }
        return Picture.of(pixels);
    }

    private static Picture shrunk(Picture picture, int width, int height, Kernel kernel) {
        PictureBuilder small = new PictureBuilder(width, height);
        Pixels all = picture.toPixels();
        new RowScaler(picture.width(), picture.height(), width, height, kernel, small).write(0, 0, all.width(), all.height(), all.data(), 0);
        return small.build();
    }

    private static double meanDifference(Picture a, Picture b) {
        float[] x = a.toPixels().data();
        float[] y = b.toPixels().data();
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += Math.abs(x[i] - y[i]) * 127.5;
        }
        return sum / x.length;
    }

    private static double greatestDifference(Picture a, Picture b) {
        float[] x = a.toPixels().data();
        float[] y = b.toPixels().data();
        double most = 0;
        for (int i = 0; i < x.length; i++) {
            most = Math.max(most, Math.abs(x[i] - y[i]) * 127.5);
        }
        return most;
    }

    private static double roughness(Picture picture) {
        float[] x = picture.toPixels().data();
        double sum = 0;
        for (int i = 2; i < x.length; i++) {
            sum += Math.abs(x[i] - 2 * x[i - 1] + x[i - 2]);
        }
        return sum;
    }
}
