package studio.bcm.face.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.bcm.model.OnnxNetwork;

class OnnxConverterTest {
    private static final int ADD = 0;
    private static final int CONCATENATION = 2;
    private static final int CONV = 3;
    private static final int DEPTHWISE = 4;
    private static final int DEQUANTIZE = 6;
    private static final int MAX_POOL = 17;
    private static final int RELU = 19;
    private static final int RESHAPE = 22;
    private static final int PAD = 34;
    private static final int PRELU = 54;
    private static final int SAME = 0;
    private static final int VALID = 1;

    private final Random random = new Random(17);
    private final TfliteFile file = new TfliteFile();

    private float[] random(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Runs the file both ways on random inputs of its shapes. */
    private List<float[]> requireAgreement() throws OrtException {
        TfliteModel model = TfliteModel.parse(file.build());
        float[][] inputs = model.inputs().stream().map(i -> random(model.tensors().get(i).count())).toArray(float[][]::new);
        List<float[]> expected = ReferenceInterpreter.run(model, inputs);
        List<float[]> found = Onnx.run(model, inputs);
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i)).hasSize(model.tensors().get(model.outputs().get(i)).count()).containsExactly(expected.get(i), within(2e-5f));
            assertThat(Arrays.hashCode(found.get(i))).as("not constant").isNotEqualTo(Arrays.hashCode(new float[found.get(i).length]));
        }
        return found;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 7, 9, 3, 3, 1, 1, 1, 1, 7, 9", "0, 8, 8, 5, 5, 2, 2, 1, 1, 4, 4", "0, 8, 7, 3, 3, 2, 2, 1, 1, 4, 4",
        "1, 8, 7, 3, 3, 2, 1, 1, 1, 3, 5", "0, 6, 6, 1, 1, 1, 1, 1, 1, 6, 6", "0, 9, 9, 3, 3, 1, 1, 2, 3, 9, 9", "1, 3, 3, 3, 3, 1, 1, 1, 1, 1, 1",
        "0, 9, 7, 2, 4, 1, 1, 1, 1, 9, 7"})
    void convolutionsPadAsTfliteDoes(int padding, int h, int w, int kh, int kw, int sy, int sx, int dy, int dx, int oh, int ow) throws OrtException {
        int x = file.value(1, h, w, 3);
        int y = file.value(1, oh, ow, 5);
        file.operator(CONV, new int[] {x, file.floats(random(5 * kh * kw * 3), 5, kh, kw, 3), file.floats(random(5), 5)}, y,
                o -> o.int8(0, padding).int32(1, sx).int32(2, sy).int32(4, dx).int32(5, dy)).inputs(x).outputs(y);
        requireAgreement();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void activationsAreFusedIntoConvolutions(int activation) throws OrtException {
        int x = file.value(1, 5, 5, 4);
        int y = file.value(1, 5, 5, 6);
        file.operator(CONV, new int[] {x, file.floats(random(24), 6, 1, 1, 4), -1}, y, o -> o.int32(1, 1).int32(2, 1).int8(3, activation))
                .inputs(x).outputs(y);
        float[] found = requireAgreement().getFirst();
        float least = Float.MAX_VALUE;
        for (float v : found) {
            least = Math.min(least, v);
        }
        assertThat(least).isEqualTo(switch (activation) {
            case 0 -> least;
            case 2 -> -1;
            default -> 0;
        });
    }

    @Test
    void otherActivationsAreRefused() {
        int x = file.value(1, 5, 5, 4);
        int y = file.value(1, 5, 5, 4);
        file.operator(ADD, new int[] {x, x}, y, o -> o.int8(0, 4)).inputs(x).outputs(y);
        assertThatThrownBy(() -> OnnxConverter.convert(TfliteModel.parse(file.build()))).isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("activation 4");
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 3, 8, 8", "0, 2, 3, 4, 4", "1, 1, 5, 4, 4", "0, 2, 4, 4, 4"})
    void depthwiseConvolutionsAreGrouped(int padding, int stride, int kernel, int oh, int ow) throws OrtException {
        int x = file.value(1, 8, 8, 4);
        int y = file.value(1, oh, ow, 4);
        file.operator(DEPTHWISE, new int[] {x, file.floats(random(4 * kernel * kernel), 1, kernel, kernel, 4), file.floats(random(4), 4)}, y,
                o -> o.int8(0, padding).int32(1, stride).int32(2, stride).int32(3, 1).int8(4, 1)).inputs(x).outputs(y);
        requireAgreement();
    }

    @Test
    void depthwiseConvolutionsMayMultiplyChannels() throws OrtException {
        int x = file.value(1, 6, 6, 3);
        int y = file.value(1, 6, 6, 6);
        file.operator(DEPTHWISE, new int[] {x, file.floats(random(54), 1, 3, 3, 6)}, y, o -> o.int8(0, SAME).int32(1, 1).int32(2, 1).int32(3, 2))
                .inputs(x).outputs(y);
        requireAgreement();
    }

    @Test
    void weightsInHalfPrecisionAreReadThroughDequantize() throws OrtException {
        int x = file.value(1, 4, 4, 3);
        int y = file.value(1, 4, 4, 8);
        int weights = file.value(8, 3, 3, 3);
        int bias = file.value(8);
        file.operator(DEQUANTIZE, new int[] {file.halves(random(216), 8, 3, 3, 3)}, weights)
                .operator(DEQUANTIZE, new int[] {file.halves(random(8), 8)}, bias)
                .operator(CONV, new int[] {x, weights, bias}, y, o -> o.int32(1, 1).int32(2, 1)).inputs(x).outputs(y);
        // The reference takes what DEQUANTIZE gives, which is rounded already.
        requireAgreement();
        assertThat(OnnxConverter.convert(TfliteModel.parse(file.build())).length).isLessThan(216 * Float.BYTES + 8 * Float.BYTES + 600);
    }

    @Test
    void quantisedWeightsAreRefused() {
        int x = file.value(1, 4, 4, 3);
        int y = file.value(1, 4, 4, 3);
        file.operator(DEQUANTIZE, new int[] {file.constant(9, new byte[3], 3)}, y).inputs(x).outputs(y);
        assertThatThrownBy(() -> OnnxConverter.convert(TfliteModel.parse(file.build()))).isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("type 9");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void sumsTakeConstantsOfFewerDimensions(int kind) throws OrtException {
        int x = file.value(1, 4, 5, 3);
        int y = file.value(1, 4, 5, 3);
        int other = switch (kind) {
            case 0 -> file.value(1, 4, 5, 3);
            case 1 -> file.floats(random(3), 3);
            case 2 -> file.floats(random(15), 5, 3);
            default -> file.floats(random(60), 1, 4, 5, 3);
        };
        file.operator(ADD, new int[] {x, other}, y, o -> o.int8(0, 1)).outputs(y);
        if (kind == 0) {
            file.inputs(x, other);
        } else {
            file.inputs(x);
        }
        requireAgreement();
    }

    @Test
    void channelsAndSidesArePadded() throws OrtException {
        int x = file.value(1, 4, 5, 3);
        int y = file.value(1, 5, 8, 8);
        file.operator(PAD, new int[] {x, file.integers(new int[] {0, 0, 1, 0, 1, 2, 0, 5}, 4, 2)}, y).inputs(x).outputs(y);
        requireAgreement();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void slopesAreOfEachChannelOrEachPlace(boolean shared) throws OrtException {
        int x = file.value(1, 4, 5, 3);
        int y = file.value(1, 4, 5, 3);
        int slopes = shared ? file.floats(random(3), 1, 1, 3) : file.floats(random(60), 4, 5, 3);
        file.operator(PRELU, new int[] {x, slopes}, y).inputs(x).outputs(y);
        requireAgreement();
    }

    @Test
    void negativeValuesAreRectified() throws OrtException {
        int x = file.value(1, 4, 5, 3);
        int y = file.value(1, 4, 5, 3);
        file.operator(RELU, new int[] {x}, y).inputs(x).outputs(y);
        requireAgreement();
    }

    @ParameterizedTest
    @CsvSource({"0, 2, 2, 8, 6, 4, 3", "0, 2, 2, 7, 5, 4, 3", "1, 3, 2, 7, 7, 3, 3", "0, 3, 1, 5, 5, 5, 5"})
    void poolsTakeNothingFromThePadding(int padding, int kernel, int stride, int h, int w, int oh, int ow) throws OrtException {
        int x = file.value(1, h, w, 4);
        int low = file.value(1, h, w, 4);
        int y = file.value(1, oh, ow, 4);
        // All below 0, so that a zero from outside would be seen.
        file.operator(ADD, new int[] {x, file.floats(new float[] {-9, -9, -9, -9}, 4)}, low)
                .operator(MAX_POOL, new int[] {low}, y, o -> o.int8(0, padding).int32(1, stride).int32(2, stride).int32(3, kernel).int32(4, kernel))
                .inputs(x).outputs(y);
        requireAgreement();
    }

    @Test
    void picturesAreReshapedInTheirOrderInTheFile() throws OrtException {
        int x = file.value(1, 4, 5, 6);
        int flat = file.value(1, 60, 2);
        int back = file.value(1, 2, 10, 6);
        file.operator(RESHAPE, new int[] {x, file.integers(new int[] {1, 60, 2}, 3)}, flat).operator(RESHAPE, new int[] {flat}, back)
                .inputs(x).outputs(flat, back);
        requireAgreement();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, -1})
    void picturesAreConcatenatedAlongAnyAxis(int axis) throws OrtException {
        int x = file.value(1, 4, 4, 4);
        int other = file.value(1, 4, 4, 4);
        int[] shape = {1, 4, 4, 4};
        shape[Math.floorMod(axis, 4)] = 8;
        int y = file.value(shape);
        file.operator(CONCATENATION, new int[] {x, other}, y, o -> o.int32(0, axis)).inputs(x, other).outputs(y);
        requireAgreement();
    }

    @Test
    void listsAreConcatenated() throws OrtException {
        int x = file.value(1, 6, 2);
        int other = file.value(1, 3, 2);
        int y = file.value(1, 9, 2);
        file.operator(CONCATENATION, new int[] {x, other}, y, o -> o.int32(0, 1)).inputs(x, other).outputs(y);
        requireAgreement();
    }

    @Test
    void batchesGiveWhatTheirItemsGive() throws OrtException {
        int x = file.value(1, 4, 4, 3);
        int conv = file.value(1, 4, 4, 2);
        int y = file.value(1, 16, 2);
        file.operator(CONV, new int[] {x, file.floats(random(6), 2, 1, 1, 3)}, conv, o -> o.int32(1, 1).int32(2, 1))
                .operator(RESHAPE, new int[] {conv}, y).inputs(x).outputs(y);
        TfliteModel model = TfliteModel.parse(file.build());
        float[] two = random(96);
        float[] together = Onnx.run(model, 2, two).getFirst();
        assertThat(Arrays.copyOfRange(together, 32, 64))
                .containsExactly(ReferenceInterpreter.run(model, Arrays.copyOfRange(two, 48, 96)).getFirst(), within(1e-5f));
    }

    @Test
    void picturesOfAnySizeBecomeListsOfAsManyPlaces() throws OrtException {
        int x = file.value(1, 4, 4, 3);
        int conv = file.value(1, 2, 2, 4);
        int y = file.value(1, 8, 2);
        file.operator(CONV, new int[] {x, file.floats(random(12), 4, 1, 1, 3)}, conv, o -> o.int32(1, 2).int32(2, 2))
                .operator(RESHAPE, new int[] {conv}, y).inputs(x).outputs(y);
        TfliteModel model = TfliteModel.parse(file.build());
        float[] wide = random(3 * 4 * 8);
        try (OnnxNetwork network = OnnxNetwork.open(OnnxConverter.convertForAnySize(model), 1)) {
            float[] found = network.run(wide, 1, 3, 4, 8).getFirst();
            assertThat(found).hasSize(2 * 4 * 4);
            for (int half = 0; half < 2; half++) {
                float[] last = new float[48];
                for (int i = 0; i < 48; i++) {
                    last[i] = wide[(i % 3 * 4 + i / 12) * 8 + 4 * half + i / 3 % 4];
                }
                float[] expected = ReferenceInterpreter.run(model, last).getFirst();
                for (int row = 0; row < 2; row++) {
                    int at = (row * 4 + 2 * half) * 4;
                    assertThat(Arrays.copyOfRange(found, at, at + 8)).containsExactly(Arrays.copyOfRange(expected, row * 8, row * 8 + 8), within(1e-5f));
                }
            }
        }
    }

    @Test
    void codesOfOldFilesAreRead() throws OrtException {
        int x = file.value(1, 4);
        int y = file.value(1, 4);
        file.withOldCodes().operator(RELU, new int[] {x}, y).inputs(x).outputs(y);
        requireAgreement();
    }

    @Test
    void otherOperatorsAreRefusedByNumber() {
        int x = file.value(1, 4);
        int y = file.value(1, 4);
        file.operator(25, new int[] {x}, y).inputs(x).outputs(y);
        ByteBuffer bytes = file.build();
        assertThatThrownBy(() -> TfliteModel.parse(bytes)).isInstanceOf(UnsupportedModelException.class).hasMessageContaining("operator 25");
    }

    @Test
    void weightsThatAreComputedAreRefused() {
        int x = file.value(1, 4, 4, 3);
        int w = file.value(5, 1, 1, 3);
        int y = file.value(1, 4, 4, 5);
        file.operator(CONV, new int[] {x, w}, y, o -> o.int8(0, VALID).int32(1, 1).int32(2, 1)).inputs(x, w).outputs(y);
        assertThatThrownBy(() -> OnnxConverter.convert(TfliteModel.parse(file.build()))).isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("not a constant");
    }

    /** Whatever byte is wrong, the answer is a model or an UnsupportedModelException. */
    @Test
    void damagedFilesAreRefusedAndNeverCrash() {
        int x = file.value(1, 4, 4, 3);
        int y = file.value(1, 4, 4, 5);
        file.operator(CONV, new int[] {x, file.floats(random(15), 5, 1, 1, 3)}, y, o -> o.int32(1, 1).int32(2, 1)).inputs(x).outputs(y);
        byte[] whole = file.build().array();
        int refused = 0;
        for (int i = 0; i < whole.length; i++) {
            for (int value : new int[] {0, 0x7f, 0xff, whole[i] ^ 1}) {
                byte[] damaged = whole.clone();
                damaged[i] = (byte) value;
                refused += isRefused(damaged);
            }
            refused += isRefused(Arrays.copyOf(whole, i));
        }
        assertThat(refused).isGreaterThan(whole.length);
        assertThat(isRefused(whole)).isZero();
    }

    private static int isRefused(byte[] bytes) {
        try {
            OnnxConverter.convert(TfliteModel.parse(ByteBuffer.wrap(bytes)));
            return 0;
        } catch (UnsupportedModelException e) {
            return 1;
        }
    }
}
