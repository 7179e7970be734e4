package studio.bcm.model;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import studio.bcm.UserException;
import studio.bcm.onnx.Int8Storage;

/**
 * A verified model pack: a zip named {@code NAME.bcm} with {@code model.onnx} and {@code manifest.json}. Nothing of it is
 * unpacked to disk, and the model is held in memory only where {@link #readModel} puts it.
 */
public final class Pack {
    /** Ending of a pack's file name. */
    public static final String SUFFIX = ".bcm";

    static final String MODEL_ENTRY = "model.onnx";
    static final String MANIFEST_ENTRY = "manifest.json";

    private static final int COPY_BYTES = 1 << 16;
    private static final long MODEL_ALIGNMENT = 64;

    private final Path file;
    private final Manifest manifest;
    private final long modelBytes;

    private Pack(Path file, Manifest manifest, long modelBytes) {
        this.file = file;
        this.manifest = manifest;
        this.modelBytes = modelBytes;
    }

    /**
     * How much of a pack is believed. Sizes are those found while inflating, whatever the zip's own tables say.
     *
     * @param modelBytes    of {@code model.onnx}; ONNX itself ends at 2 GiB
     * @param manifestBytes of {@code manifest.json}
     * @param otherBytes    of all further entries together
     * @param entries       number of entries
     */
    record Limits(long modelBytes, long manifestBytes, long otherBytes, int entries) {
        /** Trained weights hardly shrink: what grows more than this on unpacking holds no network. */
        static final int GREATEST_RATIO = 50;
        static final long ALWAYS_TAKEN = 32L << 20;
        static final Limits STANDARD = new Limits(Integer.MAX_VALUE - 8L, 4L << 20, 64L << 20, 256);
    }

    /**
     * Opens a pack and checks all of it: structure, sizes, checksums, manifest, hash of the model.
     *
     * @throws UserException saying what is wrong with the file
     */
    public static Pack open(Path file) {
        return open(file, Limits.STANDARD);
    }

    static Pack open(Path file, Limits limits) {
        try (ZipFile zip = openZip(file)) {
            Map<String, ZipEntry> entries = index(file, zip, limits);
            ZipEntry manifestEntry = required(file, entries, MANIFEST_ENTRY);
            ZipEntry modelEntry = required(file, entries, MODEL_ENTRY);
            ByteArrayOutputStream json = new ByteArrayOutputStream();
            inflate(file, zip, manifestEntry, limits.manifestBytes(), json);
            Manifest manifest = parse(file, json.toByteArray());
            if (manifest.modelSha256() == null) {
                throw refuse(file, "its manifest does not state the hash of the model");
            }
            long room = Limits.ALWAYS_TAKEN + Limits.GREATEST_RATIO * Files.size(file);
            long modelBytes = verifyModel(file, zip, modelEntry, Math.min(limits.modelBytes(), room), manifest,
                    OutputStream.nullOutputStream());
            long left = limits.otherBytes();
            for (ZipEntry entry : entries.values()) {
                if (entry != manifestEntry && entry != modelEntry) {
                    left -= inflate(file, zip, entry, left, OutputStream.nullOutputStream());
                }
            }
            return new Pack(file, manifest, modelBytes);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** The file it was opened from. */
    public Path file() {
        return file;
    }

    public Manifest manifest() {
        return manifest;
    }

    /** Size of {@code model.onnx} in bytes, as it is stored. */
    public long modelBytes() {
        return modelBytes;
    }

    /**
     * Reads the model into native memory of the given arena and checks its hash again, for the file may have been
     * replaced since {@link #open}. Weights that are stored as int8 are half precision from here on.
     *
     * @return the model, which lives as long as {@code arena}
     * @throws UserException when the file has been damaged, removed or exchanged
     */
    MemorySegment readModel(Arena arena) {
        if (storesInt8()) {
            byte[] wide = modelArray();
            MemorySegment model = arena.allocate(wide.length, MODEL_ALIGNMENT);
            MemorySegment.copy(wide, 0, model, ValueLayout.JAVA_BYTE, 0, wide.length);
            return model;
        }
        MemorySegment model = arena.allocate(modelBytes, MODEL_ALIGNMENT);
        readModel(model);
        return model;
    }

    private boolean storesInt8() {
        return manifest.precision().equals(Manifest.INT8);
    }

    /**
     * The model as an array, of at most 2 GiB; execution uses {@link #readModel}.
     *
     * @throws UserException as {@link #readModel}
     */
    public byte[] modelArray() {
        byte[] stored = storedModel();
        try {
            return storesInt8() ? Int8Storage.widened(stored) : stored;
        } catch (IllegalArgumentException e) {
            throw refuse(file, e.getMessage(), e);
        }
    }

    /**
     * {@code model.onnx} as it is stored: for packs that are written anew.
     *
     * @throws UserException as {@link #readModel}
     */
    public byte[] storedModel() {
        byte[] model = new byte[Math.toIntExact(modelBytes)];
        readModel(MemorySegment.ofArray(model));
        return model;
    }

    private void readModel(MemorySegment into) {
        try (ZipFile zip = openZip(file)) {
            ZipEntry entry = zip.getEntry(MODEL_ENTRY);
            if (entry == null) {
                throw refuse(file, "it holds no " + MODEL_ENTRY);
            }
            verifyModel(file, zip, entry, modelBytes, manifest, new SegmentOutput(into));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static ZipFile openZip(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new UserException("The model pack " + file + " does not exist.");
        }
        if (!Files.isRegularFile(file)) {
            throw new UserException(file + " is no model pack: it is not a file.");
        }
        try {
            return new ZipFile(file.toFile());
        } catch (ZipException e) {
            throw refuse(file, startsLikeZip(file) ? "it is cut off or damaged" : "it is not a zip file", e);
        }
    }

    private static boolean startsLikeZip(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(4);
            return head.length == 4 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
        }
    }

    private static Map<String, ZipEntry> index(Path file, ZipFile zip, Limits limits) {
        Map<String, ZipEntry> entries = new HashMap<>();
        if (zip.size() > limits.entries()) {
            throw refuse(file, "it holds " + zip.size() + " entries, more than a pack has");
        }
        for (ZipEntry entry : zip.stream().toList()) {
            String name = entry.getName();
            if (escapes(name)) {
                throw refuse(file, "its entry '" + printable(name) + "' would leave the pack's own folder");
            }
            if (entries.put(name, entry) != null) {
                throw refuse(file, "it holds '" + printable(name) + "' twice");
            }
        }
        return entries;
    }

    private static boolean escapes(String name) {
        return name.isEmpty() || name.startsWith("/") || name.indexOf('\\') >= 0 || name.indexOf(':') >= 0
                || name.indexOf('\0') >= 0 || List.of(name.split("/")).contains("..");
    }

    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }

    private static ZipEntry required(Path file, Map<String, ZipEntry> entries, String name) {
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw refuse(file, "it holds no " + name);
        }
        return entry;
    }

    private static Manifest parse(Path file, byte[] json) {
        try {
            return ManifestJson.read(json);
        } catch (UserException e) {
            throw refuse(file, e.getMessage(), e);
        }
    }

    private static long verifyModel(
            Path file, ZipFile zip, ZipEntry entry, long limit, Manifest manifest, OutputStream into) throws IOException {
        MessageDigest digest = sha256();
        long bytes = inflate(file, zip, entry, limit, new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] data, int offset, int length) throws IOException {
                digest.update(data, offset, length);
                into.write(data, offset, length);
            }
        });
        if (!HexFormat.of().formatHex(digest.digest()).equals(manifest.modelSha256())) {
            throw refuse(file, "its model does not have the hash that its manifest states");
        }
        return bytes;
    }

    /** Copies an entry, counting real bytes and checking the CRC, which {@link ZipFile} does not. */
    private static long inflate(Path file, ZipFile zip, ZipEntry entry, long limit, OutputStream into) throws IOException {
        CRC32 crc = new CRC32();
        long total = 0;
        byte[] buffer = new byte[COPY_BYTES];
        try (InputStream in = zip.getInputStream(entry)) {
            for (int n; (n = in.read(buffer)) > 0; ) {
                total += n;
                if (total > limit) {
                    throw refuse(file, "its entry '" + printable(entry.getName()) + "' is larger than " + limit + " bytes");
                }
                crc.update(buffer, 0, n);
                into.write(buffer, 0, n);
            }
        }
        if (crc.getValue() != entry.getCrc()) {
            throw refuse(file, "its entry '" + printable(entry.getName()) + "' is damaged");
        }
        return total;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static UserException refuse(Path file, String why) {
        return refuse(file, why, null);
    }

    private static UserException refuse(Path file, String why, Throwable cause) {
        return new UserException(file.getFileName() + " is no usable model pack: " + why + ".", cause);
    }

    private static UserException unreadable(Path file, IOException e) {
        if (e instanceof ZipException || e instanceof EOFException) {
            return refuse(file, "it is cut off or damaged", e);
        }
        return new UserException("The model pack " + file + " cannot be read: " + e.getMessage() + ".", e);
    }

    /** Fills a memory segment from its start on. */
    private static final class SegmentOutput extends OutputStream {
        private final MemorySegment segment;
        private long position;

        SegmentOutput(MemorySegment segment) {
            this.segment = segment;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] data, int offset, int length) {
            MemorySegment.copy(data, offset, segment, ValueLayout.JAVA_BYTE, position, length);
            position += length;
        }
    }
}
