package studio.bcm.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import studio.bcm.image.DeadLeaves;
import studio.bcm.image.JpegEncoder;
import studio.bcm.image.Pixels;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.natives.OnnxRuntimeNatives;
import studio.bcm.onnx.Int8Graph;

/**
 * Finds the ranges that a network's maps take when it restores pictures, by letting it restore some: {@linkplain DeadLeaves dead
 * leaves}, compressed to several qualities. They are the same each time.
 */
final class Int8Calibration {
    /** Greatest level that the ranges are for. */
    static final float MOST_LEVEL = 0.5f;

    private static final int SIDE = 128;
    private static final float[] LEVELS = {0.015f, 0.03f, 0.06f, 0.12f, 0.25f, MOST_LEVEL};
    private static final int[] QUALITIES = {90, 60, 35, 20, 10, 4};

    private final Manifest manifest;
    private final int side;

    private Int8Calibration(Manifest manifest) {
        this.manifest = manifest;
        side = Math.ceilDiv(SIDE, manifest.sizeMultiple()) * manifest.sizeMultiple();
    }

    /**
     * Ranges before and after each convolution.
     *
     * @param portable ONNX model of f
     */
    static Map<String, Int8Graph.Range> ranges(byte[] portable, Manifest manifest, int threads) throws OrtException {
        return new Int8Calibration(manifest).ranges(portable, threads);
    }

    private Map<String, Int8Graph.Range> ranges(byte[] portable, int threads) throws OrtException {
        OrtEnvironment environment = OnnxRuntimeNatives.environment();
        Map<String, Int8Graph.Range> ranges = new HashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            try (OrtSession session = environment.createSession(Int8Graph.observing(ByteBuffer.wrap(portable)), options)) {
                Random random = new Random(1);
                for (int i = 0; i < LEVELS.length; i++) {
                    Pixels leaves = DeadLeaves.picture(side, random);
                    float[] x = JpegEncoder.decode(JpegEncoder.encode(leaves, QUALITIES[i], ChromaSampling.S420)).toPixels().data();
                    // Restorations may begin with noise on top: half of the picture does.
                    for (int k = 0; k < x.length; k++) {
                        x[k] += k / side % side < side / 2 ? 0 : (float) (LEVELS[i] * random.nextGaussian());
                    }
                    observe(session, x, LEVELS[i], i, ranges);
                }
            }
        }
        return ranges;
    }

    private void observe(OrtSession session, float[] x, float level, int index, Map<String, Int8Graph.Range> ranges) throws OrtException {
        OrtEnvironment environment = OnnxRuntimeNatives.environment();
        Map<String, OnnxTensor> inputs = new HashMap<>();
        inputs.put("x", OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), new long[] {1, 3, side, side}));
        inputs.put("t", OnnxTensor.createTensor(environment, FloatBuffer.wrap(new float[] {level}), new long[] {1}));
        inputs.put("u", OnnxTensor.createTensor(environment, FloatBuffer.wrap(new float[] {manifest.sigmaMin()}), new long[] {1}));
        if (manifest.classCount() > 0) {
            inputs.put("y", OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[] {index % manifest.classCount()}), new long[] {1}));
        }
        try (OrtSession.Result result = session.run(inputs)) {
            Map<String, float[]> seen = new HashMap<>();
            for (Map.Entry<String, OnnxValue> output : result) {
                seen.put(output.getKey(), ((OnnxTensor) output.getValue()).getFloatBuffer().array());
            }
            Int8Graph.ranges(seen).forEach((name, range) -> ranges.merge(name, range, Int8Graph.Range::merge));
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }
}
