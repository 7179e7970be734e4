package studio.bcm.network.torch;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import studio.bcm.UserException;

/**
 * How much main memory the process may take. A pass of the network asks between its operations, so that it ends with a sentence
 * before the system ends the process without one.
 */
public final class MemoryLimit {
    private static final double GIGABYTE = 1e9;
    private static final Path SYSTEM = Path.of("/proc/meminfo");

    /** What the limit is told by. */
    public static final class Exceeded extends UserException {
        private Exceeded(String sentence) {
            super(sentence);
        }
    }

    private final long most;

    /** @param most resident memory of the process, in bytes */
    public MemoryLimit(long most) {
        this.most = most;
    }

    /** For devices that have memory of their own. */
    public static MemoryLimit none() {
        return new MemoryLimit(Long.MAX_VALUE);
    }

    /** In bytes. */
    public long most() {
        return most;
    }

    /** @throws Exceeded if the process has more by now */
    public void check() {
        if (most == Long.MAX_VALUE) {
            return;
        }
        long resident = resident();
        if (resident > most) {
            throw new Exceeded(String.format(Locale.ROOT, "Training was stopped because it took %.1f GB of memory, of which it may have %.1f GB: "
                    + "compute the batch in smaller parts with --micro-batch, or allow more with --memory.", resident / GIGABYTE, most / GIGABYTE));
        }
    }

    /** Memory of this process, in bytes; 0 where the system does not say. */
    public static long resident() {
        return Pointer.physicalBytes();
    }

    /** Memory that processes can still take without the system being short of it, in bytes. */
    public static long available() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        // A container has less than its machine, and Java knows; outside of one Java counts files kept in memory as taken.
        boolean contained = systemBytes("MemTotal:").map(total -> system.getTotalMemorySize() < total).orElse(true);
        return contained ? system.getFreeMemorySize() : systemBytes("MemAvailable:").orElseGet(system::getFreeMemorySize);
    }

    private static Optional<Long> systemBytes(String name) {
        if (!Files.isReadable(SYSTEM)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(SYSTEM)) {
            return lines.filter(l -> l.startsWith(name)).findFirst().map(l -> Long.parseLong(l.replaceAll("\\D", "")) << 10);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
