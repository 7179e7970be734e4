package studio.bcm.ui.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import studio.bcm.UserException;
import studio.bcm.file.AtomicFile;

/** A document as one file, {@code .bcmproj}: a zip of its present state and the pictures that this needs. */
public final class ProjectFile {
    public static final String SUFFIX = ".bcmproj";
    private static final int SCHEMA_VERSION = 1;
    private static final String STATE = "project.json";
    private static final String PICTURES = "pictures/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private ProjectFile() {
    }

    /**
     * Writes a project, whole or not at all, over an older one.
     *
     * @throws UserException if it cannot be written
     */
    public static void save(Path target, DocumentState state, PictureStore store) {
        ObjectNode root = JSON.createObjectNode().put("schemaVersion", SCHEMA_VERSION).set("state", JSON.valueToTree(state));
        AtomicFile.write(target, true, temporary -> {
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(temporary))) {
                // Pictures are compressed already.
                zip.setLevel(Deflater.BEST_SPEED);
                zip.putNextEntry(new ZipEntry(STATE));
                zip.write(JSON.writeValueAsBytes(root));
                zip.closeEntry();
                for (String file : state.files()) {
                    zip.putNextEntry(new ZipEntry(PICTURES + file));
                    Files.copy(store.path(file), zip);
                    zip.closeEntry();
                }
            }
        });
    }

    /**
     * Reads a project and puts its pictures into a store.
     *
     * @throws UserException if it is no project, is damaged, of a newer version or lacks pictures
     */
    public static DocumentState open(Path file, PictureStore store) {
        if (!Files.exists(file)) {
            throw new UserException("There is no file " + file + ".");
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry stateEntry = zip.getEntry(STATE);
            if (stateEntry == null) {
                throw new UserException(file + " is no project of BCM Studio.");
            }
            JsonNode root;
            try (InputStream in = zip.getInputStream(stateEntry)) {
                root = JSON.readTree(in);
            }
            if (root.path("schemaVersion").asInt() != SCHEMA_VERSION) {
                throw new UserException(file + " comes from another version of BCM Studio and cannot be opened.");
            }
            DocumentState state = JSON.treeToValue(root.get("state"), DocumentState.class);
            // Only names that the state asks for are taken, and these are checked to be plain file names.
            for (String name : Set.copyOf(state.files())) {
                ZipEntry picture = zip.getEntry(PICTURES + name);
                if (picture == null) {
                    throw new UserException(file + " is damaged: a picture is missing.");
                }
                store.take(name, temporary -> {
                    try (InputStream in = zip.getInputStream(picture)) {
                        Files.copy(in, temporary);
                    }
                });
            }
            return state;
        } catch (ZipException e) {
            throw new UserException(file + " is no project of BCM Studio.", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new UserException(file + " is damaged and cannot be opened.", e);
        }
    }
}
