package studio.bcm.official;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import studio.bcm.UserException;

/**
 * A network's configuration in the reference code's flag names, as a JSON object or as its member {@code config}. Every flag
 * may be missing. Lists may be written as such or as text with commas, as the reference code's command line has them.
 */
final class ConfigurationFlags {
    static final String IMAGE_SIZE = "image_size";
    static final String NUM_CHANNELS = "num_channels";
    static final String NUM_RES_BLOCKS = "num_res_blocks";
    static final String CHANNEL_MULT = "channel_mult";
    static final String ATTENTION_RESOLUTIONS = "attention_resolutions";
    static final String NUM_HEADS = "num_heads";
    static final String NUM_HEADS_UPSAMPLE = "num_heads_upsample";
    static final String NUM_HEAD_CHANNELS = "num_head_channels";
    static final String NUM_CLASSES = "num_classes";
    static final String CLASS_COND = "class_cond";
    static final String RESBLOCK_UPDOWN = "resblock_updown";
    static final String USE_SCALE_SHIFT_NORM = "use_scale_shift_norm";
    /** Our own, true or false; the reference code always normalises. */
    static final String NORMALIZE_ATTENTION = "normalize_attention";
    /**
     * Our own: {@code parts} (queries, keys, values outermost, as the reference code has them) or {@code heads} (as older
     * relatives of it have them).
     */
    static final String QKV_ORDER = "qkv_order";

    private static final Set<String> KNOWN = Set.of(IMAGE_SIZE, NUM_CHANNELS, NUM_RES_BLOCKS, CHANNEL_MULT, ATTENTION_RESOLUTIONS, NUM_HEADS,
            NUM_HEADS_UPSAMPLE, NUM_HEAD_CHANNELS, NUM_CLASSES, CLASS_COND, RESBLOCK_UPDOWN, USE_SCALE_SHIFT_NORM, NORMALIZE_ATTENTION, QKV_ORDER);
    private static final JsonMapper JSON = new JsonMapper();
    private static final long LARGEST_FILE = 1 << 20;
    private static final int LARGEST_NUMBER = 1 << 20;

    private final Path file;
    private final JsonNode flags;

    private ConfigurationFlags(Path file, JsonNode flags) {
        this.file = file;
        this.flags = flags;
    }

    /** No flag at all. */
    static ConfigurationFlags none() {
        return new ConfigurationFlags(null, JSON.createObjectNode());
    }

    /** @throws UserException when the file cannot be read or is no JSON object */
    static ConfigurationFlags read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new UserException("The configuration " + file + " does not exist.");
            }
            if (Files.size(file) > LARGEST_FILE) {
                throw new UserException("The configuration " + file + " is larger than a configuration can be.");
            }
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            JsonNode flags = root != null && root.path("config").isObject() ? root.path("config") : root;
            if (flags == null || !flags.isObject()) {
                throw new UserException("The configuration " + file + " is no JSON object.");
            }
            return new ConfigurationFlags(file, flags);
        } catch (JsonProcessingException e) {
            throw new UserException("The configuration " + file + " is no valid JSON: " + e.getOriginalMessage() + ".", e);
        } catch (IOException e) {
            throw new UserException("The configuration " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** Flags that say nothing about the network, in the order of the file. */
    List<String> others() {
        List<String> others = new ArrayList<>();
        flags.fieldNames().forEachRemaining(name -> {
            if (!KNOWN.contains(name)) {
                others.add(name);
            }
        });
        return others;
    }

    Optional<Boolean> truth(String name) {
        JsonNode flag = flags.path(name);
        if (absent(flag)) {
            return Optional.empty();
        }
        if (flag.isBoolean()) {
            return Optional.of(flag.booleanValue());
        }
        String text = flag.asText().strip().toLowerCase(Locale.ROOT);
        if (text.equals("true") || text.equals("false")) {
            return Optional.of(Boolean.valueOf(text));
        }
        throw bad(name, "true or false");
    }

    /** One of some words. */
    Optional<String> word(String name, List<String> allowed) {
        JsonNode flag = flags.path(name);
        if (absent(flag)) {
            return Optional.empty();
        }
        if (!allowed.contains(flag.asText())) {
            throw bad(name, String.join(" or ", allowed));
        }
        return Optional.of(flag.asText());
    }

    /** A whole number, at least −1, which the reference code uses for none. */
    Optional<Integer> number(String name) {
        JsonNode flag = flags.path(name);
        return absent(flag) ? Optional.empty() : Optional.of((int) number(name, flag, true));
    }

    Optional<List<Double>> numbers(String name) {
        JsonNode flag = flags.path(name);
        if (absent(flag)) {
            return Optional.empty();
        }
        List<Double> numbers = new ArrayList<>();
        if (flag.isArray()) {
            flag.forEach(item -> numbers.add(number(name, item, false)));
        } else if (flag.isTextual()) {
            for (String part : flag.asText().split(",")) {
                numbers.add(number(name, JSON.getNodeFactory().textNode(part), false));
            }
        } else {
            numbers.add(number(name, flag, false));
        }
        return Optional.of(numbers);
    }

    private double number(String name, JsonNode value, boolean whole) {
        double number;
        try {
            number = value.isNumber() ? value.doubleValue() : Double.parseDouble(value.asText().strip());
        } catch (NumberFormatException e) {
            throw bad(name, whole ? "a whole number" : "numbers");
        }
        if (!(number >= -1 && number <= LARGEST_NUMBER) || whole && number != Math.rint(number)) {
            throw bad(name, whole ? "a whole number" : "numbers");
        }
        return number;
    }

    private static boolean absent(JsonNode flag) {
        return flag.isMissingNode() || flag.isNull() || flag.isTextual() && flag.asText().isBlank();
    }

    private UserException bad(String name, String wanted) {
        return new UserException("In the configuration " + file + " the flag " + name + " is " + Refusal.printable(flags.path(name).toString())
                + ", not " + wanted + ".");
    }
}
