package studio.bcm.train;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import studio.bcm.network.torch.Torch;

/**
 * Adam (Kingma &amp; Ba, arXiv 1412.6980) or RAdam (Liu et al., arXiv 1908.03265) over one flat vector, with the gradient's
 * norm clipped on the device. Owns native memory.
 */
final class Optimiser implements AutoCloseable {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.99;
    /** As the consistency models' authors have it. */
    private static final double RECTIFIED_BETA2 = 0.999;
    private static final double EPS = 1e-8;

    private final boolean rectified;
    private final double beta2;
    final Tensor first;
    final Tensor second;
    private long steps;

    Optimiser(Tensor parameters, boolean rectified) {
        this.rectified = rectified;
        beta2 = rectified ? RECTIFIED_BETA2 : BETA2;
        try (PointerScope scope = new PointerScope()) {
            first = Torch.keep(torch.zeros_like(parameters));
            second = Torch.keep(torch.zeros_like(parameters));
        }
    }

    /** Forgets all moments, as at the start of a stage. */
    void reset() {
        first.zero_();
        second.zero_();
        steps = 0;
    }

    long steps() {
        return steps;
    }

    void setSteps(long steps) {
        this.steps = steps;
    }

    /** One step on {@code parameters}; {@code gradient} is clipped to {@code clip} and cleared. */
    void step(Tensor parameters, Tensor gradient, double rate, double clip) {
        try (PointerScope scope = new PointerScope(); NoGradGuard guard = new NoGradGuard()) {
            steps++;
            Tensor factor = gradient.norm().add(new Scalar(1e-12)).reciprocal().mul(new Scalar(clip))
                    .clamp(new ScalarOptional(), new ScalarOptional(new Scalar(1f)));
            gradient.mul_(factor);
            first.lerp_(gradient, new Scalar(1 - BETA1));
            second.mul_(new Scalar(beta2)).addcmul_(gradient, gradient, new Scalar(1 - beta2));
            double correction1 = 1 - Math.pow(BETA1, steps);
            double correction2 = 1 - Math.pow(beta2, steps);
            double rho = 2 / (1 - beta2) - 1;
            double rhoNow = rho - 2 * steps * Math.pow(beta2, steps) / correction2;
            if (rectified && rhoNow <= 5) {
                parameters.add_(first, new Scalar(-rate / correction1));
            } else {
                double rectification = rectified
                        ? Math.sqrt((rhoNow - 4) * (rhoNow - 2) * rho / ((rho - 4) * (rho - 2) * rhoNow)) : 1;
                Tensor denominator = second.sqrt().mul_(new Scalar(1 / Math.sqrt(correction2))).add_(new Scalar(EPS));
                parameters.addcdiv_(first, denominator, new Scalar(-rate * rectification / correction1));
            }
            gradient.zero_();
        }
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
