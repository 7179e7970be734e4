package studio.bcm.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Objects;
import studio.bcm.natives.OnnxRuntimeNatives;

/**
 * A small network that tells from pixels alone whether they went through a JPEG compression and how far it took them from
 * their original, also where they were scaled afterwards and no grid of blocks is left to be found. It runs on the CPU,
 * takes 71 GFLOP a megapixel, and is one for all packs. Thread-safe.
 */
public final class TraceFunction {
    private static final String RESOURCE = "traces.onnx";
    private static final int CHANNELS = 3;
    /** First the evidence, then the natural logarithm of the deviation over {@link #TYPICAL_DEVIATION}. */
    public static final int OUTPUTS = 2;
    /** Deviation for an output of 0: root mean square over red, green and blue, in units of the −1…1 range. */
    public static final float TYPICAL_DEVIATION = 0.03f;

    private final OrtSession session;

    private TraceFunction(OrtSession session) {
        this.session = session;
    }

    /**
     * What was seen in a picture.
     *
     * @param logit     evidence for a compression, natural logarithm of the odds as in training, where half of the pictures were compressed
     * @param deviation expected deviation from the original if it was compressed: root mean square over red, green and blue, in
     *                  units of the −1…1 range
     */
    public record Seen(float logit, float deviation) {
    }

    /** The one of this process, made when it is first asked for. */
    public static TraceFunction shared() {
        return Shared.INSTANCE;
    }

    /**
     * Looks at pictures.
     *
     * @param x      planar RGB of n pictures, one after the other, −1…1
     * @param height of each, at least 8
     * @param width  of each, at least 8
     */
    public Seen[] look(float[] x, int n, int height, int width) {
        if (x.length != CHANNELS * n * height * width || height < 8 || width < 8) {
            throw new IllegalArgumentException(x.length + " values for " + n + " pictures of " + width + "×" + height);
        }
        OrtEnvironment environment = OnnxRuntimeNatives.environment();
        try (OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), new long[] {n, CHANNELS, height, width});
                OrtSession.Result result = session.run(Map.of("x", input))) {
            FloatBuffer out = ((OnnxTensor) result.get(0)).getFloatBuffer();
            Seen[] seen = new Seen[n];
            for (int i = 0; i < n; i++) {
                seen[i] = new Seen(out.get(OUTPUTS * i), (float) Math.exp(out.get(OUTPUTS * i + 1)) * TYPICAL_DEVIATION);
            }
            return seen;
        } catch (OrtException e) {
            throw new IllegalStateException("looking for traces of compression failed", e);
        }
    }

    private static TraceFunction load() {
        OrtEnvironment environment = OnnxRuntimeNatives.environment();
        try (InputStream stream = Objects.requireNonNull(TraceFunction.class.getResourceAsStream(RESOURCE), RESOURCE);
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            // Whole pictures of many sizes pass through it: their memory is not kept.
            options.setCPUArenaAllocator(false);
            return new TraceFunction(environment.createSession(stream.readAllBytes(), options));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (OrtException e) {
            throw new IllegalStateException("the network that looks for traces of compression cannot be loaded", e);
        }
    }

    private static final class Shared {
        private static final TraceFunction INSTANCE = load();
    }
}
