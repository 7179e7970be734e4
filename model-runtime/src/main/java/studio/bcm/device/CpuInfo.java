package studio.bcm.device;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The processor of this machine.
 *
 * @param name        such as {@code AMD EPYC 9654}
 * @param processors  logical ones that this process may use
 * @param cores       physical ones among them; as many as {@code processors} where the system does not say
 * @param memoryBytes that this process may use at most, containers' limits counted
 */
public record CpuInfo(String name, int processors, int cores, long memoryBytes) {
    private static final Path LINUX = Path.of("/proc/cpuinfo");

    /** Looks at this machine. */
    public static CpuInfo examine() {
        int processors = Runtime.getRuntime().availableProcessors();
        long memory = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        List<String> lines = linuxLines();
        String name = lines.stream().filter(l -> l.startsWith("model name")).map(CpuInfo::value).findFirst()
                .orElse(Objects.requireNonNullElse(System.getenv("PROCESSOR_IDENTIFIER"), System.getProperty("os.arch")));
        long physical = physicalCores(lines);
        int cores = physical == 0 ? processors : (int) Math.min(processors, physical);
        return new CpuInfo(name, processors, cores, memory);
    }

    private static List<String> linuxLines() {
        if (!Files.isReadable(LINUX)) {
            return List.of();
        }
        try {
            return Files.readAllLines(LINUX);
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Distinct pairs of socket and core; 0 where the kernel does not list them. */
    private static long physicalCores(List<String> lines) {
        Set<String> cores = new HashSet<>();
        String socket = "";
        for (String line : lines) {
            if (line.startsWith("physical id")) {
                socket = value(line);
            } else if (line.startsWith("core id")) {
                cores.add(socket + "/" + value(line));
            }
        }
        return cores.size();
    }

    private static String value(String line) {
        return line.substring(line.indexOf(':') + 1).strip();
    }
}
