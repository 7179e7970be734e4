package studio.bcm.cuda.driver;

/**
 * An NVIDIA GPU as the driver shows it.
 *
 * @param index       number by which {@code cuda:N} knows it
 * @param name        such as {@code NVIDIA H200}
 * @param memoryBytes all of it
 * @param capability  compute capability, such as {@code 9.0}
 */
public record Gpu(int index, String name, long memoryBytes, String capability) {
}
