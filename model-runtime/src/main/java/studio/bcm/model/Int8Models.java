package studio.bcm.model;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.file.AtomicFile;
import studio.bcm.onnx.Int8Graph;

/**
 * Models in int8, kept in the user's cache: a file for each model and way to make it, with its SHA-256 at the end. Files that
 * are damaged are made anew; where the cache cannot be written, models are made each time.
 */
final class Int8Models {
    private static final Logger LOG = LoggerFactory.getLogger(Int8Models.class);
    /** Of how models are made; another number makes all of them anew. */
    private static final int VERSION = 3;
    private static final int KEY_DIGITS = 24;
    private static final int DIGEST_BYTES = 32;

    private final Path folder;

    /**
     * @param cache of the user
     */
    Int8Models(Path cache) {
        folder = cache.resolve("int8");
    }

    /**
     * A pack's model in int8.
     *
     * @param threads to find its ranges with, where it has to be made
     */
    byte[] of(Pack pack, int threads) throws OrtException {
        Path file = folder.resolve(pack.manifest().modelSha256().substring(0, KEY_DIGITS) + "-" + VERSION + ".onnx");
        byte[] kept = read(file);
        if (kept != null) {
            return kept;
        }
        LOG.info("Finding out in which ranges {} computes, once", pack.manifest().name());
        byte[] portable = pack.modelArray();
        byte[] made = Int8Graph.of(ByteBuffer.wrap(portable), Int8Calibration.ranges(portable, pack.manifest(), threads));
        write(file, made);
        return made;
    }

    private static byte[] read(Path file) {
        try {
            byte[] all = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
            if (all.length <= DIGEST_BYTES) {
                return null;
            }
            byte[] model = Arrays.copyOf(all, all.length - DIGEST_BYTES);
            if (Arrays.equals(Pack.sha256().digest(model), Arrays.copyOfRange(all, model.length, all.length))) {
                return model;
            }
            LOG.warn("{} is damaged and made anew", file);
        } catch (IOException e) {
            LOG.warn("{} cannot be read", file, e);
        }
        return null;
    }

    private void write(Path file, byte[] model) {
        try {
            AtomicFile.replace(file, partial -> {
                byte[] all = Arrays.copyOf(model, model.length + DIGEST_BYTES);
                System.arraycopy(Pack.sha256().digest(model), 0, all, model.length, DIGEST_BYTES);
                Files.write(partial, all);
            });
        } catch (IOException e) {
            LOG.warn("{} cannot be written", file, e);
        }
    }
}
