package studio.bcm.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.bcm.image.JpegEncoder;
import studio.bcm.image.Pixels;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.network.torch.Torch;

class JpegSimulatorTest {
    private static final int SIZE = 64;

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    @ParameterizedTest
    @CsvSource({"10, S420", "30, S420", "75, S420", "30, S444", "60, S422", "95, S444"})
    void doesWhatAnEncoderAndADecoderDo(int quality, ChromaSampling sampling) {
        float[] picture = scene();
        Pixels original = new Pixels(SIZE, SIZE, picture);
        Pixels expected = JpegEncoder.decode(JpegEncoder.encode(original, quality, sampling)).toPixels();
        try (PointerScope scope = new PointerScope(); JpegSimulator jpeg = new JpegSimulator(Torch.cpu())) {
            Tensor bytes = Torch.tensor(picture, 1, 3, SIZE, SIZE).add(Torch.scalar(1)).mul(Torch.scalar(127.5)).round();
            float[] actual = Torch.toArray(jpeg.compress(bytes, Torch.tensor(new float[] {quality}, 1), sampling));
            double difference = 0;
            double compression = 0;
            for (int i = 0; i < actual.length; i++) {
                double other = (expected.data()[i] + 1) * 127.5;
                difference += Math.pow(actual[i] - other, 2);
                compression += Math.pow((picture[i] + 1) * 127.5 - other, 2);
            }
            assertThat(Math.sqrt(difference / actual.length)).as("levels of 255").isLessThan(2);
            assertThat(difference).isLessThan(0.1 * compression + actual.length);
        }
    }

    /** Smooth shapes with an edge and some grain. */
    private static float[] scene() {
        Random random = new Random(4);
        float[] data = new float[3 * SIZE * SIZE];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < SIZE; y++) {
                for (int x = 0; x < SIZE; x++) {
                    double value = 0.5 * Math.sin(0.1 * x + c) * Math.cos(0.07 * y * (c + 1)) + (x + y > 70 ? 0.25 : -0.2)
                            + 0.03 * random.nextGaussian();
                    data[(c * SIZE + y) * SIZE + x] = (float) (Math.round((value + 1) * 127.5) / 127.5 - 1);
                }
            }
        }
        return data;
    }
}
