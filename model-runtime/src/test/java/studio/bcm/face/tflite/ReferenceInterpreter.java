package studio.bcm.face.tflite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import studio.bcm.face.tflite.TfliteModel.Operator;

/**
 * Runs TFLite networks as their documentation defines the operators: channels last, one output element after the other, sums in
 * double precision. For a batch of one.
 */
public final class ReferenceInterpreter {
    private final TfliteModel model;
    private final Map<Integer, float[]> values = new HashMap<>();

    private ReferenceInterpreter(TfliteModel model) {
        this.model = model;
    }

    /** All outputs, in their order in the file. */
    public static List<float[]> run(TfliteModel model, float[]... inputs) {
        ReferenceInterpreter interpreter = new ReferenceInterpreter(model);
        for (int i = 0; i < inputs.length; i++) {
            interpreter.values.put(model.inputs().get(i), inputs[i]);
        }
        model.operators().forEach(o -> interpreter.values.put(o.outputs().getFirst(), interpreter.computed(o)));
        return model.outputs().stream().map(interpreter.values::get).toList();
    }

    private int[] shape(int tensor) {
        return model.tensors().get(tensor).shape();
    }

    private float[] value(int tensor) {
        return values.computeIfAbsent(tensor, t -> model.tensors().get(t).floats());
    }

    private float[] computed(Operator o) {
        int in = o.inputs().getFirst();
        int out = o.outputs().getFirst();
        float[] x = value(in);
        return switch (o.kind()) {
            case DEQUANTIZE, RESHAPE -> x;
            case RELU -> map(x, v -> Math.max(0, v));
            case PRELU -> {
                float[] slopes = value(o.inputs().get(1));
                float[] y = new float[x.length];
                for (int i = 0; i < y.length; i++) {
                    y[i] = x[i] >= 0 ? x[i] : x[i] * slopes[i % slopes.length];
                }
                yield y;
            }
            case ADD -> {
                float[] other = value(o.inputs().get(1));
                float[] y = new float[x.length];
                for (int i = 0; i < y.length; i++) {
                    y[i] = x[i] + other[i % other.length];
                }
                yield activated(y, o.options().int8(0, 0));
            }
            case PAD -> padded(x, shape(in), model.tensors().get(o.inputs().get(1)).integers(), shape(out));
            case CONCATENATION -> activated(concatenated(o), o.options().int8(1, 0));
            case CONV_2D -> activated(convolved(o, false, 5, 4), o.options().int8(3, 0));
            case DEPTHWISE_CONV_2D -> activated(convolved(o, true, 6, 5), o.options().int8(4, 0));
            case MAX_POOL_2D -> activated(pooled(o), o.options().int8(5, 0));
        };
    }

    private interface FloatMap {
        float of(float v);
    }

    private static float[] map(float[] x, FloatMap f) {
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = f.of(x[i]);
        }
        return y;
    }

    private static float[] activated(float[] x, int activation) {
        return switch (activation) {
            case 0 -> x;
            case 1 -> map(x, v -> Math.max(0, v));
            case 2 -> map(x, v -> Math.clamp(v, -1, 1));
            case 3 -> map(x, v -> Math.clamp(v, 0, 6));
            default -> throw new IllegalArgumentException("activation " + activation);
        };
    }

    private static float[] padded(float[] x, int[] from, int[] pads, int[] to) {
        float[] y = new float[Arrays.stream(to).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < x.length; i++) {
            int rest = i;
            int at = 0;
            int stride = 1;
            for (int d = from.length - 1; d >= 0; d--) {
                at += (rest % from[d] + pads[2 * d]) * stride;
                stride *= to[d];
                rest /= from[d];
            }
            y[at] = x[i];
        }
        return y;
    }

    private float[] concatenated(Operator o) {
        int[] to = shape(o.outputs().getFirst());
        int axis = Math.floorMod(o.options().int32(0, 0), to.length);
        int inner = IntStream.range(axis + 1, to.length).map(d -> to[d]).reduce(1, (a, b) -> a * b);
        int outer = IntStream.range(0, axis).map(d -> to[d]).reduce(1, (a, b) -> a * b);
        List<Float> y = new ArrayList<>();
        for (int k = 0; k < outer; k++) {
            for (int input : o.inputs()) {
                int block = shape(input)[axis] * inner;
                for (int i = 0; i < block; i++) {
                    y.add(value(input)[k * block + i]);
                }
            }
        }
        float[] all = new float[y.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = y.get(i);
        }
        return all;
    }

    /** First row or column of the input that a window starts at, below 0 where it is padded. */
    private static int start(int position, int stride, int size, int kernel, int dilation, int positions, boolean same) {
        int needed = (positions - 1) * stride + (kernel - 1) * dilation + 1;
        return position * stride - (same ? Math.max(0, needed - size) / 2 : 0);
    }

    private float[] convolved(Operator o, boolean depthwise, int dilationYField, int dilationXField) {
        float[] x = value(o.inputs().getFirst());
        float[] w = value(o.inputs().get(1));
        float[] bias = o.inputs().size() > 2 && o.inputs().get(2) >= 0 ? value(o.inputs().get(2)) : null;
        int[] in = shape(o.inputs().getFirst());
        int[] kernel = shape(o.inputs().get(1));
        int[] out = shape(o.outputs().getFirst());
        boolean same = o.options().int8(0, 0) == 0;
        int dy = o.options().int32(dilationYField, 1);
        int dx = o.options().int32(dilationXField, 1);
        int times = out[3] / in[3];
        float[] y = new float[out[1] * out[2] * out[3]];
        for (int i = 0; i < y.length; i++) {
            int c = i % out[3];
            int top = start(i / out[3] / out[2], o.options().int32(2, 1), in[1], kernel[1], dy, out[1], same);
            int left = start(i / out[3] % out[2], o.options().int32(1, 1), in[2], kernel[2], dx, out[2], same);
            double sum = bias == null ? 0 : bias[c];
            for (int ky = 0; ky < kernel[1]; ky++) {
                for (int kx = 0; kx < kernel[2]; kx++) {
                    int row = top + ky * dy;
                    int column = left + kx * dx;
                    if (row < 0 || row >= in[1] || column < 0 || column >= in[2]) {
                        continue;
                    }
                    int at = (row * in[2] + column) * in[3];
                    if (depthwise) {
                        sum += (double) x[at + c / times] * w[(ky * kernel[2] + kx) * out[3] + c];
                    } else {
                        for (int k = 0; k < in[3]; k++) {
                            sum += (double) x[at + k] * w[((c * kernel[1] + ky) * kernel[2] + kx) * in[3] + k];
                        }
                    }
                }
            }
            y[i] = (float) sum;
        }
        return y;
    }

    private float[] pooled(Operator o) {
        float[] x = value(o.inputs().getFirst());
        int[] in = shape(o.inputs().getFirst());
        int[] out = shape(o.outputs().getFirst());
        int width = o.options().int32(3, 1);
        int height = o.options().int32(4, 1);
        boolean same = o.options().int8(0, 0) == 0;
        float[] y = new float[out[1] * out[2] * out[3]];
        for (int i = 0; i < y.length; i++) {
            int top = start(i / out[3] / out[2], o.options().int32(2, 1), in[1], height, 1, out[1], same);
            int left = start(i / out[3] % out[2], o.options().int32(1, 1), in[2], width, 1, out[2], same);
            y[i] = Float.NEGATIVE_INFINITY;
            for (int row = Math.max(0, top); row < Math.min(in[1], top + height); row++) {
                for (int column = Math.max(0, left); column < Math.min(in[2], left + width); column++) {
                    y[i] = Math.max(y[i], x[(row * in[2] + column) * in[3] + i % out[3]]);
                }
            }
        }
        return y;
    }
}
