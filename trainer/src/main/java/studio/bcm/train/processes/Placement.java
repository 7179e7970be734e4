package studio.bcm.train.processes;

import java.util.Map;
import java.util.Optional;
import studio.bcm.UserException;

/**
 * Which of the processes of a run this one is, by the environment variables that schedulers and PyTorch's torchrun set.
 *
 * @param rank       {@code RANK}, 0…count − 1
 * @param count      {@code WORLD_SIZE}
 * @param localRank  {@code LOCAL_RANK}: number among those of this machine
 * @param localCount {@code LOCAL_WORLD_SIZE}: how many there are on this machine; without it as many as there are
 * @param address    {@code MASTER_ADDR}: name or address of the machine of process 0
 * @param port       {@code MASTER_PORT}: where process 0 listens, 1…65535
 */
public record Placement(int rank, int count, int localRank, int localCount, String address, int port) {
    private static final String COUNT = "WORLD_SIZE";
    private static final int LAST_PORT = 65_535;

    /** @throws UserException if the numbers do not fit together */
    public Placement {
        if (count < 1 || rank < 0 || rank >= count || localCount < 1 || localRank < 0 || localRank >= localCount || port < 1 || port > LAST_PORT) {
            throw new UserException("The environment names no process of a run: RANK " + rank + " of WORLD_SIZE " + count + ", LOCAL_RANK " + localRank
                    + " of " + localCount + ", MASTER_PORT " + port + ".");
        }
    }

    /**
     * As the environment has it.
     *
     * @return nothing where {@code WORLD_SIZE} is not set: the process trains by itself
     * @throws UserException if a variable is missing or no number
     */
    public static Optional<Placement> of(Map<String, String> environment) {
        if (!environment.containsKey(COUNT)) {
            return Optional.empty();
        }
        int count = number(environment, COUNT);
        int localCount = environment.containsKey("LOCAL_WORLD_SIZE") ? number(environment, "LOCAL_WORLD_SIZE") : count;
        return Optional.of(new Placement(number(environment, "RANK"), count, number(environment, "LOCAL_RANK"), localCount,
                text(environment, "MASTER_ADDR"), number(environment, "MASTER_PORT")));
    }

    private static String text(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new UserException("WORLD_SIZE is set, but " + name + " is not: a run of several processes needs both.");
        }
        return value;
    }

    private static int number(Map<String, String> environment, String name) {
        String value = text(environment, name);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new UserException("The environment variable " + name + " is '" + value + "', but it wants a whole number.", e);
        }
    }

    /** The variables for another process. */
    Map<String, String> environment() {
        return Map.of("RANK", String.valueOf(rank), COUNT, String.valueOf(count), "LOCAL_RANK", String.valueOf(localRank),
                "LOCAL_WORLD_SIZE", String.valueOf(localCount), "MASTER_ADDR", address, "MASTER_PORT", String.valueOf(port));
    }
}
