package studio.bcm.train.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.bcm.UserException;

/**
 * At which sizes the pictures of a folder may be used. A photo that was compressed is clean only after it was made
 * smaller. The file is JSON: folder name (as it stands in the picture's path) to rule, for example
 * {@code {"clothing": {"scales": {"1/2": 2, "1/4": 1, "whole": 1}, "weight": 0.1, "licence": "CC0 1.0"}}}.
 */
public final class FolderRules {
    /** Name of the rules file that is looked for in each data folder. */
    static final String FILE_NAME = "bcm-folders.json";

    /**
     * Rule of one folder.
     *
     * @param scales  how often each size is drawn, by name: 1, 1/2, 1/4, 1/8, or whole (the picture's shorter side becomes
     *                the crop size)
     * @param weight  how often a picture of this folder is drawn, compared with others' 1
     * @param licence licence line for the model card, or null
     */
    public record Rule(Map<String, Double> scales, double weight, @Nullable String licence) {
        /** Full size three times in seven, and down to an eighth: faces as well as skin. */
        public static final Rule DEFAULT = new Rule(defaultScales(), 1, null);

        /** As it is, never smaller. */
        public static final Rule FULL_SIZE = new Rule(Map.of("1", 1.0), 1, null);

        public Rule {
            scales = scales == null ? defaultScales() : Map.copyOf(scales);
            for (Map.Entry<String, Double> scale : scales.entrySet()) {
                if (divisor(scale.getKey()) < 0 || !(scale.getValue() >= 0)) {
                    throw new UserException("In the folder rules, '" + scale.getKey() + "': " + scale.getValue()
                            + " is no scale; use 1, 1/2, 1/4, 1/8 or whole with a weight of 0 or more.");
                }
            }
            weight = weight == 0 ? 1 : weight;
        }

        private static Map<String, Double> defaultScales() {
            Map<String, Double> scales = new LinkedHashMap<>();
            scales.put("1", 3.0);
            scales.put("1/2", 2.0);
            scales.put("1/4", 1.0);
            scales.put("1/8", 0.5);
            scales.put("whole", 0.5);
            return scales;
        }

        /** The divisor of a scale's name; 0 for whole, −1 for no scale. */
        static int divisor(String name) {
            return switch (name) {
                case "1" -> 1;
                case "1/2" -> 2;
                case "1/4" -> 4;
                case "1/8" -> 8;
                case "whole" -> 0;
                default -> -1;
            };
        }
    }

    private final Map<String, Rule> rules;

    private FolderRules(Map<String, Rule> rules) {
        this.rules = rules;
    }

    /** No rules: every picture at every size. */
    public static FolderRules none() {
        return new FolderRules(Map.of());
    }

    /**
     * @throws UserException if the file cannot be read or is no rules file
     */
    public static FolderRules read(Path file) {
        try {
            return new FolderRules(new ObjectMapper().readValue(Files.readString(file), new TypeReference<Map<String, Rule>>() {
            }));
        } catch (JsonProcessingException e) {
            Throwable cause = e.getCause() instanceof UserException u ? u : null;
            throw new UserException(cause != null ? cause.getMessage() : file + " is no file of folder rules: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UserException("The folder rules " + file + " cannot be read.", e);
        }
    }

    /** The rule of the innermost folder of the path that has one. */
    public Optional<Rule> of(Path picture) {
        for (Path folder = picture.getParent(); folder != null; folder = folder.getParent()) {
            if (folder.getFileName() != null && rules.containsKey(folder.getFileName().toString())) {
                return Optional.of(rules.get(folder.getFileName().toString()));
            }
        }
        return Optional.empty();
    }
}
