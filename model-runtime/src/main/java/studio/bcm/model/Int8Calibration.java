package studio.bcm.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import studio.bcm.device.OnnxRuntimeNatives;
import studio.bcm.model.graph.Int8Graph;

/**
 * Finds the ranges that a network's maps take when it restores pictures, by letting it restore some: pictures of dead leaves, random
 * discs over each other, whose statistics are those of photographs (Lee, Mumford &amp; Huang, IJCV 41, 2001), compressed to several
 * qualities. They are the same each time.
 */
final class Int8Calibration {
    /** Greatest level that the ranges are for. */
    static final float MOST_LEVEL = 0.5f;

    private static final int SIDE = 128;
    private static final int DISCS = 600;
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
                    float[] x = jpeg(leaves(random), QUALITIES[i]);
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

    private BufferedImage leaves(Random random) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        for (int i = 0; i < DISCS; i++) {
            // Radii by the inverse cube, as sizes of things in photographs are.
            double radius = 1.5 / Math.sqrt(random.nextDouble() + 1.5 * 1.5 / side / side * 9);
            double x = random.nextDouble() * side;
            double y = random.nextDouble() * side;
            graphics.setPaint(new GradientPaint((float) (x - radius), (float) y, colour(random), (float) (x + radius), (float) (y + radius), colour(random)));
            graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
        }
        graphics.dispose();
        return image;
    }

    private static Color colour(Random random) {
        return Color.getHSBColor(random.nextFloat(), random.nextFloat() * random.nextFloat(), random.nextFloat());
    }

    private float[] jpeg(BufferedImage image, int quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(quality / 100f);
            try (var out = ImageIO.createImageOutputStream(bytes)) {
                writer.setOutput(out);
                writer.write(null, new IIOImage(image, null, null), parameters);
            }
            BufferedImage read = ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
            float[] x = new float[3 * side * side];
            for (int i = 0; i < side * side; i++) {
                int rgb = read.getRGB(i % side, i / side);
                for (int c = 0; c < 3; c++) {
                    x[c * side * side + i] = (rgb >> 16 - 8 * c & 255) / 127.5f - 1;
                }
            }
            return x;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
    }
}
