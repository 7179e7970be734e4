package studio.bcm.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import studio.bcm.UserException;
import studio.bcm.network.NetworkOptions;

/**
 * A recipe: values for options of {@code train} that are not given.
 *
 * @param row     which row of the paper's tables it is, in words
 * @param source  where its values are from, and what differs
 * @param options values by option name without the dashes
 */
record TrainPreset(String row, String source, Map<String, String> options) {
    /** The presets that come with the program, in the order of the paper's tables. */
    static final List<String> NAMES = List.of("cifar10-ct", "cifar10-ict", "cifar10-ict-deep", "cifar10-bcm", "cifar10-bcm-deep",
            "cifar10-bcm-from-ict", "imagenet64-ict", "imagenet64-ict-deep", "imagenet64-bcm", "imagenet64-bcm-deep",
            "imagenet64-bcm-from-ict", "imagenet64-bcm-deep-from-ict");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ENDING = ".json";

    TrainPreset {
        if (row == null || source == null || options == null) {
            throw new IllegalArgumentException("a preset says row, source and options");
        }
        options = Map.copyOf(options);
    }

    /**
     * @param nameOrFile one of {@link #NAMES}, or a file
     * @throws UserException if there is no such preset
     */
    static TrainPreset find(String nameOrFile) {
        if (!NAMES.contains(nameOrFile)) {
            return read(nameOrFile);
        }
        try (InputStream in = TrainPreset.class.getResourceAsStream("presets/" + nameOrFile + ENDING)) {
            return JSON.readValue(in, TrainPreset.class);
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own preset " + nameOrFile + " cannot be read", e);
        }
    }

    private static TrainPreset read(String file) {
        if (!file.endsWith(ENDING)) {
            throw new UserException("There is no preset '" + file + "'; there are " + String.join(", ", NAMES) + ", or a " + ENDING + " file.");
        }
        try {
            return JSON.readValue(Files.readAllBytes(Path.of(file)), TrainPreset.class);
        } catch (JsonProcessingException e) {
            throw new UserException(file + " is no preset: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UserException("The preset " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /**
     * The network that the recipe trains.
     *
     * @param classes of the data, where the recipe is class-conditional
     */
    NetworkOptions network(int classes) {
        NetworkFlags flags = new NetworkFlags();
        CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(flags));
        line.setDefaultValueProvider(a -> a instanceof CommandLine.Model.OptionSpec o ? options.get(o.longestName().substring(2)) : null);
        line.parseArgs();
        return flags.options(null, Boolean.parseBoolean(options.get("class-conditional")) ? classes : 0);
    }
}
