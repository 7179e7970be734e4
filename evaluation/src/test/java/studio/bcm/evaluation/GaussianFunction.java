package studio.bcm.evaluation;

import java.util.concurrent.atomic.AtomicInteger;
import studio.bcm.model.ConsistencyFunction;

/** The exact map of the PF ODE for data of independent normal pixels with deviation 0.5, or what a test makes of it. */
public class GaussianFunction implements ConsistencyFunction {
    public static final double SIGMA_DATA = 0.5;
    public final AtomicInteger evaluations = new AtomicInteger();

    public double scale(double t, double u) {
        return Math.sqrt((u * u + SIGMA_DATA * SIGMA_DATA) / (t * t + SIGMA_DATA * SIGMA_DATA));
    }

    @Override
    public float[] evaluate(float[] x, int n, int height, int width, float[] t, float[] u, long[] y) {
        evaluations.addAndGet(n);
        float[] out = new float[x.length];
        int length = x.length / n;
        for (int i = 0; i < x.length; i++) {
            out[i] = (float) (x[i] * scale(t[i / length], u[i / length]));
        }
        return out;
    }

    @Override
    public int sizeMultiple() {
        return 4;
    }

    @Override
    public int resolution() {
        return 16;
    }

    @Override
    public float sigmaMin() {
        return 0.002f;
    }

    @Override
    public float sigmaMax() {
        return 80f;
    }
}
