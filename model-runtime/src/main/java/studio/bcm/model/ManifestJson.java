package studio.bcm.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Collectors;
import studio.bcm.UserException;

/** {@link Manifest} to JSON and back. */
public final class ManifestJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // A later minor version may say more than this program knows; what it must know is given by schemaVersion.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ManifestJson() {
    }

    /** As indented UTF-8. */
    public static byte[] write(Manifest manifest) {
        try {
            return MAPPER.writeValueAsBytes(manifest);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the manifest holds a value that JSON cannot: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Reads a manifest.
     *
     * @param json UTF-8
     * @throws UserException for no JSON, another schema version, or a missing or senseless field; the sentence begins
     *                       with "its manifest"
     */
    public static Manifest read(byte[] json) {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UserException("its manifest is no readable JSON", e);
        }
        JsonNode version = tree == null ? null : tree.get("schemaVersion");
        if (version == null || !version.isInt()) {
            throw new UserException("its manifest does not state a schema version");
        }
        if (version.intValue() != Manifest.SCHEMA_VERSION) {
            throw new UserException("its manifest has schema version " + version.intValue() + ", and this program reads version "
                    + Manifest.SCHEMA_VERSION);
        }
        try {
            return MAPPER.treeToValue(tree, Manifest.class);
        } catch (JsonProcessingException e) {
            throw new UserException("its manifest is wrong: " + reason(e), e);
        }
    }

    private static String reason(JsonProcessingException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
            return cause.getMessage();
        }
        String field = e instanceof JsonMappingException mapping
                ? mapping.getPath().stream().map(JsonMappingException.Reference::getFieldName).filter(Objects::nonNull)
                        .collect(Collectors.joining("."))
                : "";
        return field.isEmpty() ? "it cannot be understood" : "its field '" + field
                + "' is missing or not of the kind expected";
    }
}
