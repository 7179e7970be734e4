package studio.bcm.image;

/** Interpolation kernels, by the names that programs give them. */
public enum Kernel {
    /** Mean of the area that a pixel covers. */
    BOX(0.5) {
        @Override
        double at(double x) {
            return 1;
        }
    },
    /** Keys' cubic convolution with a = −1/2 (1981), which most programs call bicubic. */
    BICUBIC(2) {
        @Override
        double at(double x) {
            return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((-0.5 * x + 2.5) * x - 4) * x + 2;
        }
    },
    /** Three-lobed Lanczos window. */
    LANCZOS(3) {
        @Override
        double at(double x) {
            double p = Math.PI * x;
            return x < 1e-9 ? 1 : 3 * Math.sin(p) * Math.sin(p / 3) / (p * p);
        }
    };

    private final double radius;

    Kernel(double radius) {
        this.radius = radius;
    }

    /** Half of its support, in pixels. */
    double radius() {
        return radius;
    }

    /** Weight at a distance of 0…radius. */
    abstract double at(double x);
}
