package studio.bcm.train.data;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import studio.bcm.network.torch.Torch;

/** Scaling as programs do it, as products with a matrix for each direction. */
final class Resampler {
    /** Interpolation kernels by the names that programs give them. */
    enum Kernel {
        BOX(0.5) {
            @Override
            double at(double x) {
                return 1;
            }
        },
        BILINEAR(1) {
            @Override
            double at(double x) {
                return 1 - x;
            }
        },
        CATMULL_ROM(2) {
            @Override
            double at(double x) {
                return cubic(x, 0, 0.5);
            }
        },
        MITCHELL(2) {
            @Override
            double at(double x) {
                return cubic(x, 1 / 3.0, 1 / 3.0);
            }
        },
        LANCZOS(3) {
            @Override
            double at(double x) {
                return x == 0 ? 1 : 3 * Math.sin(Math.PI * x) * Math.sin(Math.PI * x / 3) / (Math.PI * Math.PI * x * x);
            }
        };

        private final double radius;

        Kernel(double radius) {
            this.radius = radius;
        }

        /** Weight at a distance of 0…radius. */
        abstract double at(double x);

        /** Mitchell and Netravali, "Reconstruction filters in computer graphics", 1988. */
        private static double cubic(double x, double b, double c) {
            return x < 1 ? ((12 - 9 * b - 6 * c) * x * x * x + (-18 + 12 * b + 6 * c) * x * x + 6 - 2 * b) / 6
                    : ((-b - 6 * c) * x * x * x + (6 * b + 30 * c) * x * x + (-12 * b - 48 * c) * x + 8 * b + 24 * c) / 6;
        }
    }

    private Resampler() {
    }

    /**
     * Resamples square pictures.
     *
     * @param x         N×C×S×S
     * @param size      side of the result
     * @param scale     pixels of the result for one of x
     * @param offset    columns and rows of x left out before the first pixel of the result
     * @param antialias whether the kernel is widened where the result is smaller, so that nothing aliases
     * @return N×C×size×size
     */
    static Tensor resample(Tensor x, int size, double scale, double offset, Kernel kernel, boolean antialias) {
        Tensor weights = weights(Math.toIntExact(x.size(2)), size, scale, offset, kernel, antialias, x.device());
        return weights.matmul(x).matmul(weights.transpose(0, 1));
    }

    private static Tensor weights(int from, int to, double scale, double offset, Kernel kernel, boolean antialias, Device device) {
        float[] matrix = new float[to * from];
        double stretch = antialias ? Math.max(1, 1 / scale) : 1;
        for (int i = 0; i < to; i++) {
            double centre = (i + 0.5) / scale + offset - 0.5;
            double[] row = new double[from];
            double sum = 0;
            int first = (int) Math.ceil(centre - kernel.radius * stretch - 1e-9);
            for (int j = first; j <= centre + kernel.radius * stretch; j++) {
                double distance = Math.abs(j - centre) / stretch;
                double weight = distance < kernel.radius + 1e-9 ? kernel.at(distance) : 0;
                row[Math.clamp(j, 0, from - 1)] += weight;
                sum += weight;
            }
            for (int j = 0; j < from; j++) {
                matrix[i * from + j] = (float) (row[j] / sum);
            }
        }
        return Torch.onDevice(matrix, ScalarType.Float, device, to, from);
    }
}
