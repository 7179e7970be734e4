package studio.bcm.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import studio.bcm.UserException;
import studio.bcm.file.AtomicFile;

/**
 * Writes model packs. A pack appears whole or not at all, and the same input gives the same bytes. The model is stored
 * without compression: trained weights hardly get smaller, and reading is quicker.
 */
public final class PackWriter {
    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private PackWriter() {
    }

    /**
     * Writes a pack to a file that does not exist yet.
     *
     * @param out      file to write; its folder is made if missing
     * @param onnx     the model
     * @param manifest of it; the hash is filled in
     * @return the manifest as written
     * @throws UserException when {@code out} exists or cannot be written
     */
    public static Manifest write(Path out, byte[] onnx, Manifest manifest) {
        refuseExisting(out);
        return replace(out, onnx, manifest);
    }

    /** As {@link #write(Path, byte[], Manifest)} with the model in a file, which is not held in memory. */
    public static Manifest write(Path out, Path onnx, Manifest manifest) {
        refuseExisting(out);
        return replace(out, onnx, manifest);
    }

    /** As {@link #write(Path, byte[], Manifest)}, replacing a file that exists. */
    public static Manifest replace(Path out, byte[] onnx, Manifest manifest) {
        MessageDigest digest = Pack.sha256();
        digest.update(onnx);
        CRC32 crc = new CRC32();
        crc.update(onnx);
        return writeAtomically(out, manifest, digest, crc, onnx.length, zip -> zip.write(onnx));
    }

    /** As {@link #write(Path, Path, Manifest)}, replacing a file that exists. */
    public static Manifest replace(Path out, Path onnx, Manifest manifest) {
        MessageDigest digest = Pack.sha256();
        CRC32 crc = new CRC32();
        long size = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(onnx)) {
            for (int n; (n = in.read(buffer)) > 0; size += n) {
                digest.update(buffer, 0, n);
                crc.update(buffer, 0, n);
            }
        } catch (IOException e) {
            throw new UserException("The model " + onnx + " cannot be read: " + e.getMessage() + ".", e);
        }
        return writeAtomically(out, manifest, digest, crc, size, zip -> Files.copy(onnx, zip));
    }

    /**
     * Writes the same model under another manifest, such as one with figures measured since. {@code out} may be the pack's
     * own file.
     */
    public static Manifest rewrite(Path out, Pack pack, Manifest manifest) {
        return replace(out, pack.storedModel(), manifest);
    }

    private static void refuseExisting(Path out) {
        if (Files.exists(out)) {
            throw new UserException(out + " exists already and is not overwritten.");
        }
    }

    private static Manifest writeAtomically(
            Path out, Manifest manifest, MessageDigest digest, CRC32 crc, long size, Content model) {
        Manifest complete = manifest.withModelSha256(HexFormat.of().formatHex(digest.digest()));
        try {
            AtomicFile.replace(out, partial -> {
                try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(partial))) {
                    byte[] json = ManifestJson.write(complete);
                    zip.putNextEntry(entry(Pack.MANIFEST_ENTRY));
                    zip.write(json);
                    zip.closeEntry();
                    ZipEntry stored = entry(Pack.MODEL_ENTRY);
                    stored.setMethod(ZipEntry.STORED);
                    stored.setSize(size);
                    stored.setCrc(crc.getValue());
                    zip.putNextEntry(stored);
                    model.writeTo(zip);
                    zip.closeEntry();
                }
            });
            return complete;
        } catch (IOException e) {
            throw new UserException("The model pack " + out + " cannot be written: " + e.getMessage() + ".", e);
        }
    }

    private static ZipEntry entry(String name) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(ENTRY_TIME);
        return entry;
    }

    private interface Content {
        void writeTo(OutputStream zip) throws IOException;
    }
}
