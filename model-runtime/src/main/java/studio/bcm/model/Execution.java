package studio.bcm.model;

/**
 * What a model runs on, as shown to the user.
 *
 * @param provider   {@code CUDA}, {@code TensorRT} or {@code CPU}
 * @param deviceIndex number of the GPU, -1 for the CPU
 * @param deviceName of the GPU or the processor
 * @param precision  {@code fp16} where it computes in it, else of the stored weights, such as {@code fp16 weights}, and why the
 *                   portable graph runs on a GPU if it does
 * @param threads    on the CPU for the network; 0 with CUDA
 * @param fallback   why CUDA was wanted and not had, a clause without a full stop; empty if the wish was met
 */
public record Execution(
        String provider, int deviceIndex, String deviceName, String precision, int threads, String fallback) {
    /** Whether it runs on a GPU. */
    public boolean isCuda() {
        return deviceIndex >= 0;
    }

    Execution withPrecision(String other) {
        return new Execution(provider, deviceIndex, deviceName, other, threads, fallback);
    }

    /** All of it in one line. */
    public String describe() {
        String where = isCuda()
                ? provider + " on " + deviceName + " (GPU " + deviceIndex + ")"
                : "CPU, " + deviceName + ", " + threads + (threads == 1 ? " thread" : " threads");
        String why = fallback.isEmpty() ? "" : "; no CUDA: " + fallback;
        return where + ", " + precision + why;
    }
}
