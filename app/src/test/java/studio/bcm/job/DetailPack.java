package studio.bcm.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import studio.bcm.model.Manifest;
import studio.bcm.model.PackWriter;
import studio.bcm.network.Init;
import studio.bcm.network.ParameterList;
import studio.bcm.network.UNet;
import studio.bcm.network.UNetOptions;
import studio.bcm.network.onnx.OnnxExporter;

/** A small untaught network of detail as a pack. */
public final class DetailPack {
    private static final int RESOLUTION = 16;

    private DetailPack() {
    }

    /** Writes {@code NAME.bcm} into a folder. */
    public static Path write(Path folder, String name) {
        UNet network = new UNet(new UNetOptions(RESOLUTION, 2, 32, List.of(1), 1, 32, 0, 0, true));
        ParameterList parameters = ParameterList.of(network);
        Random random = new Random(2);
        byte[] onnx = OnnxExporter.export(network, key -> values(parameters.get(key), random), true);
        Path pack = folder.resolve(name + ".bcm");
        PackWriter.write(pack, onnx, Manifest.builder().setName(name).setResolution(RESOLUTION).setSizeMultiple(network.sizeMultiple())
                .optPrecision("fp16").optDetail(new Manifest.Detail(4)).build());
        return pack;
    }

    private static float[] values(ParameterList.Entry entry, Random random) {
        float[] values = new float[Math.toIntExact(entry.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (entry.init() == Init.ONE ? 1 : 0) + 0.02f * (float) random.nextGaussian();
        }
        return values;
    }
}
