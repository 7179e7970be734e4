package studio.bcm.model;

import java.util.LinkedHashMap;
import java.util.Map;

/** How ONNX Runtime is to run a model. Everything has a default; made with {@link #builder()}. */
public final class ExecutionOptions {
    /** Everything by default. */
    public static final ExecutionOptions DEFAULT = builder().build();

    private final int threads;
    private final Map<String, String> cudaOptions;

    private ExecutionOptions(Builder builder) {
        threads = builder.threads;
        cudaOptions = Map.copyOf(builder.cudaOptions);
    }

    /** Threads on the CPU; 0 for as many as there are cores. */
    public int threads() {
        return threads;
    }

    /** Options of ONNX Runtime's CUDA provider, by its own names. */
    Map<String, String> cudaOptions() {
        return cudaOptions;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** How cuDNN chooses among its convolution algorithms. */
    enum ConvolutionSearch {
        /** Tries them all when a shape is first seen: slow to start, fast to run. */
        EXHAUSTIVE,
        /** Asks cuDNN for its guess. */
        HEURISTIC,
        /** Takes the default one. */
        DEFAULT
    }

    /** How the GPU's memory arena grows. */
    enum ArenaGrowth {
        /** By powers of two: fewer allocations. */
        NEXT_POWER_OF_TWO("kNextPowerOfTwo"),
        /** By what is asked for: less memory. */
        AS_REQUESTED("kSameAsRequested");

        private final String optionValue;

        ArenaGrowth(String optionValue) {
            this.optionValue = optionValue;
        }
    }

    /** Makes {@link ExecutionOptions}. */
    public static final class Builder {
        private int threads;
        private final Map<String, String> cudaOptions = new LinkedHashMap<>();

        private Builder() {
            // An exhaustive search costs seconds for every new shape of tile and batch.
            optConvolutionSearch(ConvolutionSearch.HEURISTIC);
            // Doubling would ask for memory that the next tile does not need, and tiles are sized by what is free.
            optArenaGrowth(ArenaGrowth.AS_REQUESTED);
        }

        /** Threads on the CPU; 0 for as many as there are cores. */
        public Builder optThreads(int value) {
            if (value < 0) {
                throw new IllegalArgumentException("there are no " + value + " threads");
            }
            threads = value;
            return this;
        }

        public Builder optConvolutionSearch(ConvolutionSearch value) {
            return optCudaOption("cudnn_conv_algo_search", value.name());
        }

        public Builder optArenaGrowth(ArenaGrowth value) {
            return optCudaOption("arena_extend_strategy", value.optionValue);
        }

        /** Most memory of the GPU that the arena takes, in bytes. */
        public Builder optGpuMemoryLimit(long bytes) {
            return optCudaOption("gpu_mem_limit", Long.toString(bytes));
        }

        /** Any other option of ONNX Runtime's CUDA provider, by its own name. */
        public Builder optCudaOption(String name, String value) {
            cudaOptions.put(name, value);
            return this;
        }

        public ExecutionOptions build() {
            return new ExecutionOptions(this);
        }
    }
}
