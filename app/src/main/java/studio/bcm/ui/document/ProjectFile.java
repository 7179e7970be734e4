package studio.bcm.ui.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
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
    private static final int LONGEST_STATE = 16 << 20;
    /**
     * Pictures are compressed before they come into a project; only flat ones in plain formats shrink much more there.
     */
    private static final int GREATEST_RATIO = 20;
    private static final long ALWAYS_TAKEN = 256L << 20;
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
                byte[] json = in.readNBytes(LONGEST_STATE + 1);
                if (json.length > LONGEST_STATE) {
                    throw new UserException(file + " is damaged: its list of pictures is too long.");
                }
                root = JSON.readTree(json);
            }
            if (root.path("schemaVersion").asInt() != SCHEMA_VERSION) {
                throw new UserException(file + " comes from another version of BCM Studio and cannot be opened.");
            }
            DocumentState state = JSON.treeToValue(root.path("state"), DocumentState.class);
            if (state == null) {
                throw new UserException(file + " is damaged and cannot be opened.");
            }
            long room = ALWAYS_TAKEN + GREATEST_RATIO * Files.size(file);
            // Only names that the state asks for are taken, and these are checked to be plain file names.
            for (String name : Set.copyOf(state.files())) {
                ZipEntry picture = zip.getEntry(PICTURES + name);
                if (picture == null) {
                    throw new UserException(file + " is damaged: a picture is missing.");
                }
                room -= take(file, zip, picture, room, name, store);
            }
            return state;
        } catch (ZipException e) {
            throw new UserException(file + " is no project of BCM Studio.", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new UserException(file + " is damaged and cannot be opened.", e);
        }
    }

    /** @return bytes that were written, which are counted, not believed */
    private static long take(Path file, ZipFile zip, ZipEntry picture, long room, String name, PictureStore store)
            throws IOException {
        if (picture.getSize() > room) {
            throw tooLarge(file);
        }
        LongAdder written = new LongAdder();
        store.take(name, temporary -> {
            byte[] part = new byte[1 << 16];
            try (InputStream in = zip.getInputStream(picture); OutputStream out = Files.newOutputStream(temporary)) {
                for (int n = in.read(part); n >= 0; n = in.read(part)) {
                    written.add(n);
                    if (written.sum() > room) {
                        throw tooLarge(file);
                    }
                    out.write(part, 0, n);
                }
            }
        });
        return written.sum();
    }

    private static UserException tooLarge(Path file) {
        return new UserException(file + " is refused: its pictures would take far more room than its size allows for.");
    }
}
