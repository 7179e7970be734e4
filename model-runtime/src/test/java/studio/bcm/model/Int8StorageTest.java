package studio.bcm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.bcm.UserException;
import studio.bcm.device.DeviceChoice;
import studio.bcm.onnx.Int8Storage;

/** Weights stored as int8: half the file, and nearly the same pictures. */
class Int8StorageTest {
    private static final Path PACK = Path.of("../assets/models/photo-64.bcm");
    private static final int SIDE = 64;

    @TempDir
    Path folder;

    private static Map<String, TensorProto> initialisers(byte[] onnx) throws InvalidProtocolBufferException {
        Map<String, TensorProto> all = new HashMap<>();
        ModelProto.parseFrom(onnx).getGraph().getInitializerList().forEach(t -> all.put(t.getName(), t));
        return all;
    }

    private Path narrow(Pack pack, String name) {
        Manifest old = pack.manifest();
        Path file = folder.resolve(name + Pack.SUFFIX);
        PackWriter.write(file, Int8Storage.narrowed(pack.storedModel()), Manifest.builder().setName(name).setResolution(old.resolution())
                .setSizeMultiple(old.sizeMultiple()).optPrecision(Manifest.INT8).optRoutes(old.routes()).build());
        return file;
    }

    @Test
    void theFileIsHalfAndPicturesAreNearlyTheSame() throws Exception {
        Pack pack = Pack.open(PACK);
        Path file = narrow(pack, "narrow");
        assertThat(Files.size(file)).isLessThan((long) (0.53 * Files.size(PACK)));
        Pack narrow = Pack.open(file);
        Random random = new Random(5);
        float[] x = new float[3 * SIDE * SIDE];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (pack.manifest().sigmaMax() * random.nextGaussian());
        }
        float[] t = {pack.manifest().sigmaMax()};
        float[] u = {pack.manifest().sigmaMin()};
        try (Model half = Model.load(pack, DeviceChoice.CPU); Model int8 = Model.load(narrow, DeviceChoice.CPU)) {
            float[] expected = half.evaluate(x, 1, SIDE, SIDE, t, u, null);
            float[] actual = int8.evaluate(x, 1, SIDE, SIDE, t, u, null);
            assertThat(actual).isNotEqualTo(expected);
            assertThat(psnr(actual, expected)).as("a picture from noise in one evaluation").isGreaterThan(35);
        }
        // What is written anew stays as it is stored.
        PackWriter.rewrite(folder.resolve("again.bcm"), narrow, narrow.manifest());
        assertThat(Pack.open(folder.resolve("again.bcm")).manifest()).isEqualTo(narrow.manifest());
    }

    @Test
    void wideningGivesTheModelBackButForTheRounding() throws Exception {
        byte[] onnx = Pack.open(PACK).storedModel();
        byte[] wide = Int8Storage.widened(Int8Storage.narrowed(onnx));
        assertThat(ModelProto.parseFrom(wide).getGraph().getNodeList()).isEqualTo(ModelProto.parseFrom(onnx).getGraph().getNodeList());
        Map<String, TensorProto> before = initialisers(onnx);
        Map<String, TensorProto> after = initialisers(wide);
        assertThat(after.keySet()).isEqualTo(before.keySet());
        int rounded = 0;
        for (Map.Entry<String, TensorProto> entry : before.entrySet()) {
            TensorProto now = after.get(entry.getKey());
            assertThat(now.getDimsList()).isEqualTo(entry.getValue().getDimsList());
            assertThat(now.getDataType()).isEqualTo(entry.getValue().getDataType());
            rounded += now.equals(entry.getValue()) ? 0 : 1;
        }
        assertThat(rounded).isGreaterThan(40);
        assertThat(Int8Storage.widened(onnx)).as("nothing to widen").isEqualTo(ModelProto.parseFrom(onnx).toByteArray());
    }

    @Test
    void scalesThatDoNotFitAreRefused() throws Exception {
        Pack pack = Pack.open(PACK);
        ModelProto.Builder model = ModelProto.parseFrom(Int8Storage.narrowed(pack.storedModel())).toBuilder();
        for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
            if (tensor.getName().endsWith(".scale")) {
                tensor.setRawData(tensor.getRawData().substring(4));
                break;
            }
        }
        Path file = folder.resolve("bent.bcm");
        PackWriter.write(file, model.build().toByteArray(), Manifest.builder().setName("bent").setResolution(64).setSizeMultiple(8)
                .optPrecision(Manifest.INT8).build());
        Pack bent = Pack.open(file);
        assertThatThrownBy(bent::modelArray).isInstanceOf(UserException.class).hasMessageContaining("scales of its weight");
    }

    private static double psnr(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.pow(a[i] - b[i], 2);
        }
        return 10 * Math.log10(4 * a.length / sum);
    }
}
