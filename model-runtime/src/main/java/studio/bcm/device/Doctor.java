package studio.bcm.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import studio.bcm.cuda.driver.CudaLibrary;
import studio.bcm.cuda.driver.CudaStatus;
import studio.bcm.natives.OnnxRuntimeNatives;

/** Looks at what this machine has for running models, and says what is missing and what to do about it. */
public final class Doctor {
    private static final double BYTES_PER_GIB = 1L << 30;

    private Doctor() {
    }

    /** How a line of a report is to be taken. */
    public enum Verdict {
        /** As it should be, or a plain fact. */
        FINE,
        /** Missing, and CUDA cannot be used for it. */
        MISSING,
        /** Missing, and nothing of this program needs it. */
        OPTIONAL
    }

    /**
     * One fact.
     *
     * @param label   what it is about
     * @param value   in words
     * @param verdict on it
     */
    public record Line(String label, String value, Verdict verdict) {
    }

    /**
     * What was found.
     *
     * @param lines    in the order in which they are to be shown
     * @param remedies what to do so that the GPU can be used, one sentence each; empty if nothing is missing
     * @param choice   the device that {@code auto} picks: {@code cuda:0} or {@code cpu}
     * @param reason   why, one sentence
     */
    public record Report(List<Line> lines, List<String> remedies, String choice, String reason) {
        public Report {
            lines = List.copyOf(lines);
            remedies = List.copyOf(remedies);
        }
    }

    /** Looks at this machine. */
    public static Report examine() {
        return report(CpuInfo.examine(), CudaStatus.examine());
    }

    static Report report(CpuInfo cpu, CudaStatus cuda) {
        List<Line> lines = new ArrayList<>();
        lines.add(fine("Java", Runtime.version() + ", " + System.getProperty("java.vendor")));
        lines.add(fine("System", System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("os.arch")));
        lines.add(fine("Processor", cpu.name() + ", " + cpu.cores() + (cpu.cores() == 1 ? " core" : " cores")
                + (cpu.processors() > cpu.cores() ? ", " + cpu.processors() + " threads" : "")));
        lines.add(fine("Memory", gibibytes(cpu.memoryBytes()) + ", of which this program takes up to "
                + gibibytes(Runtime.getRuntime().maxMemory()) + " for pictures"));
        lines.add(fine("ONNX Runtime", onnxRuntimeVersion() + (cuda.providerBuiltIn() ? ", CUDA and CPU" : ", CPU only")));
        lines.add(driver(cuda));
        cuda.gpus().forEach(gpu -> lines.add(fine("GPU " + gpu.index(), gpu.name() + ", " + gibibytes(gpu.memoryBytes())
                + ", compute capability " + gpu.capability())));
        cuda.libraries().forEach(library -> lines.add(line(library)));
        Optional<String> problem = cuda.problem(0);
        String choice = problem.isEmpty() ? new DeviceChoice.Cuda(0).toString() : DeviceChoice.CPU.toString();
        String reason = problem.map(p -> "The network runs on the CPU: " + p + ".")
                .orElseGet(() -> "The network runs on " + cuda.gpus().getFirst().name() + " through CUDA.");
        return new Report(lines, problem.isEmpty() ? List.of() : cuda.remedies(), choice, reason);
    }

    private static Line driver(CudaStatus cuda) {
        if (!cuda.driverProblem().isEmpty()) {
            return new Line("NVIDIA driver", cuda.driverProblem(), Verdict.MISSING);
        }
        String version = cuda.driverVersion().isEmpty() ? "found" : cuda.driverVersion();
        return fine("NVIDIA driver", version + ", runs CUDA up to " + cuda.driverCuda());
    }

    private static Line line(CudaLibrary library) {
        if (library.found()) {
            return fine(library.name(), library.where());
        }
        return new Line(library.name(), library.problem(), library.required() ? Verdict.MISSING : Verdict.OPTIONAL);
    }

    private static Line fine(String label, String value) {
        return new Line(label, value, Verdict.FINE);
    }

    private static String gibibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / BYTES_PER_GIB);
    }

    private static String onnxRuntimeVersion() {
        return OnnxRuntimeNatives.environment().getVersion();
    }
}
