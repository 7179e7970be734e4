package studio.bcm.edit;

import java.util.ArrayList;
import java.util.List;
import studio.bcm.model.ConsistencyFunction;

/**
 * The exact consistency function for data whose values are independent and N(0, 0.5²): the PF ODE scales every value by
 * √((u²+σd²)/(t²+σd²)). Counts what it is asked.
 */
public class GaussianFunction implements ConsistencyFunction {
    static final double DATA_VARIANCE = 0.25;

    public int evaluations;
    int tiles;
    long greatestBatchValues;
    final List<float[]> levels = new ArrayList<>();

    @Override
    public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
        requireShape(x, n, height, width, t, u);
        float[] out = new float[x.length];
        int values = 3 * height * width;
        for (int k = 0; k < n; k++) {
            double scale = scale(t[k], u[k]);
            for (int i = k * values; i < (k + 1) * values; i++) {
                out[i] = (float) (x[i] * scale);
            }
            levels.add(new float[] {t[k], u[k]});
        }
        return out;
    }

    protected void requireShape(float[] x, int n, int height, int width, float[] t, float[] u) {
        if (x.length != n * 3 * height * width || t.length != n || u.length != n || height % sizeMultiple() != 0
                || width % sizeMultiple() != 0) {
            throw new IllegalArgumentException(n + "×3×" + height + "×" + width);
        }
        for (int k = 0; k < n; k++) {
            if (t[k] < sigmaMin() || t[k] > sigmaMax() || u[k] < sigmaMin() || u[k] > sigmaMax()) {
                throw new IllegalArgumentException("levels " + t[k] + " and " + u[k]);
            }
        }
        evaluations++;
        tiles += n;
        greatestBatchValues = Math.max(greatestBatchValues, x.length);
    }

    public static double scale(double t, double u) {
        return Math.sqrt((u * u + DATA_VARIANCE) / (t * t + DATA_VARIANCE));
    }

    @Override
    public int sizeMultiple() {
        return 8;
    }

    @Override
    public int resolution() {
        return 64;
    }

    @Override
    public float sigmaMin() {
        return 0.002f;
    }

    @Override
    public float sigmaMax() {
        return 80;
    }
}
