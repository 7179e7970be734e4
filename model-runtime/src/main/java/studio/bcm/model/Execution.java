package studio.bcm.model;

/**
 * What a model runs on, to be told to the user.
 *
 * @param provider   {@code CUDA} or {@code CPU}
 * @param deviceIndex number of the GPU, -1 for the CPU
 * @param deviceName of the GPU or the processor
 * @param precision  of the stored weights, such as {@code fp16 weights}
 * @param threads    on the CPU for the network; 0 with CUDA
 * @param fallback   why CUDA was wanted and not had, a clause without a full stop; empty if the wish was met
 */
public record Execution(
        String provider, int deviceIndex, String deviceName, String precision, int threads, String fallback) {
    /** Whether it runs on a GPU. */
    public boolean isCuda() {
        return deviceIndex >= 0;
    }

    /** All of it in one line. */
    public String describe() {
        String where = isCuda()
                ? "CUDA on " + deviceName + " (GPU " + deviceIndex + ")"
                : "CPU, " + deviceName + ", " + threads + (threads == 1 ? " thread" : " threads");
        String why = fallback.isEmpty() ? "" : "; no CUDA: " + fallback;
        return where + ", " + precision + why;
    }
}
