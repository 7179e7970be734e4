package studio.bcm.edit.noise;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import studio.bcm.UserException;
import studio.bcm.file.AtomicFile;
import studio.bcm.image.Pixels;

/**
 * Noise as a {@code .npz} file, the zip of arrays that numpy reads with {@code numpy.load}: {@code noise}, float32 of shape
 * [3, H, W] in units of sigma; {@code sigma}, a float64; {@code seed}, an int64; {@code size}, int64 of shape [2], height and
 * width of the picture (H and W may be a little more).
 */
public final class NoiseFile {
    private static final int GREATEST_SIDE = 65_536;
    private static final long GREATEST_PIXELS = 250_000_000;
    private static final int GREATEST_HEADER = 4096;
    private static final int GREATEST_ENTRIES = 16;
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern SIDE = Pattern.compile("[0-9]{1,9}");
    private static final Pattern HEADER = Pattern.compile(
            "\\{(?=.*'descr'\\s*:\\s*'(?<type>[<|=][a-z]\\d)')(?=.*'fortran_order'\\s*:\\s*(?<order>True|False))"
                    + "(?=.*'shape'\\s*:\\s*\\((?<shape>[\\d,\\s]*)\\)).*\\}\\s*");

    private NoiseFile() {
    }

    /**
     * Writes noise, as a whole or not at all.
     *
     * @param overwrite whether an existing file may be replaced
     * @throws UserException if the file exists and may not be replaced, or cannot be written
     */
    public static void save(Noise noise, Path file, boolean overwrite) {
        AtomicFile.write(file, overwrite, temporary -> write(noise, temporary));
    }

    private static void write(Noise noise, Path file) throws IOException {
        Pixels values = noise.values();
        try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            // Noise does not compress; trying would only take time.
            zip.setLevel(0);
            header(zip, "noise", "<f4", "3, " + values.height() + ", " + values.width());
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
            for (int from = 0; from < values.data().length; from += buffer.capacity() / 4) {
                int count = Math.min(buffer.capacity() / 4, values.data().length - from);
                buffer.asFloatBuffer().put(values.data(), from, count);
                zip.write(buffer.array(), 0, 4 * count);
            }
            header(zip, "sigma", "<f8", "");
            zip.write(bytes(8).putDouble(decimal(noise.sigma())).array());
            header(zip, "seed", "<i8", "");
            zip.write(bytes(8).putLong(noise.seed()).array());
            header(zip, "size", "<i8", "2,");
            zip.write(bytes(16).putLong(noise.pictureHeight()).putLong(noise.pictureWidth()).array());
        }
    }

    /** The double that reads like the float: 0.1f gives 0.1. */
    private static double decimal(float value) {
        return Double.parseDouble(Float.toString(value));
    }

    private static ByteBuffer bytes(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Header of version 1.0 of the .npy format: the data start at a multiple of 64. */
    private static void header(ZipOutputStream zip, String name, String type, String shape) throws IOException {
        ZipEntry entry = new ZipEntry(name + ".npy");
        entry.setTime(0);
        zip.putNextEntry(entry);
        StringBuilder text = new StringBuilder("{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }");
        while ((MAGIC.length + 4 + text.length() + 1) % 64 != 0) {
            text.append(' ');
        }
        text.append('\n');
        zip.write(MAGIC);
        zip.write(new byte[] {1, 0, (byte) text.length(), (byte) (text.length() >> 8)});
        zip.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Reads noise; also what {@code numpy.savez} wrote, if it holds {@code noise} and {@code sigma}.
     *
     * @throws UserException if there is no such file, or it holds no noise; the sentence says what is wrong
     */
    public static Noise load(Path file) {
        Pixels values = null;
        Map<String, Number[]> numbers = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            int entries = 0;
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (++entries > GREATEST_ENTRIES) {
                    throw new Malformed("it holds too many arrays");
                }
                switch (entry.getName()) {
                    case "noise.npy" -> values = readNoise(zip);
                    case "sigma.npy", "seed.npy", "size.npy" -> numbers.put(entry.getName(), readNumbers(zip));
                    default -> throw new Malformed("it holds an unknown array '" + printable(entry.getName()) + "'");
                }
            }
            if (values == null || !numbers.containsKey("sigma.npy")) {
                throw new Malformed("the array '" + (values == null ? "noise" : "sigma") + "' is missing");
            }
            return assemble(values, numbers);
        } catch (NoSuchFileException e) {
            throw new UserException("There is no file " + file + ".", e);
        } catch (Malformed | EOFException | ZipException e) {
            String reason = e instanceof Malformed ? e.getMessage() : "it is damaged or cut off";
            throw new UserException(file + " is no noise file: " + reason + ".", e);
        } catch (IOException e) {
            throw new UserException("The noise could not be read from " + file + ": " + e.getMessage() + ".", e);
        }
    }

    private static Noise assemble(Pixels values, Map<String, Number[]> numbers) throws Malformed {
        double sigma = numbers.get("sigma.npy")[0].doubleValue();
        if (!(sigma > 0 && sigma < 1e6)) {
            throw new Malformed("its sigma is " + sigma);
        }
        Number[] size = numbers.getOrDefault("size.npy", new Number[] {values.height(), values.width()});
        if (size.length != 2) {
            throw new Malformed("its size does not fit its noise");
        }
        long height = size[0].longValue();
        long width = size[1].longValue();
        if (height < 1 || height > values.height() || width < 1 || width > values.width()) {
            throw new Malformed("its size does not fit its noise");
        }
        Number[] seed = numbers.getOrDefault("seed.npy", new Number[] {0});
        return new Noise(values, (float) sigma, seed[0].longValue(), (int) width, (int) height);
    }

    private static Pixels readNoise(InputStream zip) throws IOException {
        Array array = readHeader(zip);
        long[] shape = array.shape;
        if (!array.type.equals("<f4")) {
            throw new Malformed("its noise is of type " + array.type + " and not float32");
        }
        if (shape.length != 3 || shape[0] != 3 || shape[1] < 1 || shape[2] < 1 || shape[1] > GREATEST_SIDE
                || shape[2] > GREATEST_SIDE || shape[1] * shape[2] > GREATEST_PIXELS) {
            throw new Malformed("its noise has not the shape [3, height, width] of a picture");
        }
        long bytes = 3 * shape[1] * shape[2] * Float.BYTES;
        long most = Runtime.getRuntime().maxMemory();
        // Arrays are doubled as data come: for a moment the old and the new one are both there.
        if (bytes > most / 2) {
            throw new Malformed("its noise of %d×%d takes more than the memory that the program may use (%d MB)"
                    .formatted(shape[2], shape[1], most / 1_000_000));
        }
        int height = (int) shape[1];
        int width = (int) shape[2];
        // Grown as data come, so that a header alone cannot claim memory.
        float[] data = new float[Math.min(3 * height * width, 1 << 20)];
        byte[] chunk = new byte[1 << 16];
        int done = 0;
        while (done < 3 * height * width) {
            int count = Math.min(chunk.length / 4, 3 * height * width - done);
            if (zip.readNBytes(chunk, 0, 4 * count) < 4 * count) {
                throw new EOFException();
            }
            if (done + count > data.length) {
                data = Arrays.copyOf(data, (int) Math.min(3L * height * width, 2L * data.length));
            }
            FloatBuffer floats = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
            floats.get(data, done, count);
            for (int i = done; i < done + count; i++) {
                if (!Float.isFinite(data[i])) {
                    throw new Malformed("its noise holds values that are no numbers");
                }
            }
            done += count;
        }
        requireEnd(zip);
        return new Pixels(width, height, data);
    }

    private static Number[] readNumbers(InputStream zip) throws IOException {
        Array array = readHeader(zip);
        long count = 1;
        for (long side : array.shape) {
            count *= side;
        }
        if (count < 1 || count > 2 || array.shape.length > 1) {
            throw new Malformed("an array of numbers has a wrong shape");
        }
        Number[] numbers = new Number[(int) count];
        DataInputStream data = new DataInputStream(zip);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = switch (array.type) {
                case "<f8" -> (Number) Double.longBitsToDouble(Long.reverseBytes(data.readLong()));
                case "<f4" -> (Number) Float.intBitsToFloat(Integer.reverseBytes(data.readInt()));
                case "<i8" -> (Number) Long.reverseBytes(data.readLong());
                case "<i4" -> (Number) Integer.reverseBytes(data.readInt());
                default -> throw new Malformed("it holds numbers of type " + array.type);
            };
        }
        requireEnd(zip);
        return numbers;
    }

    private static void requireEnd(InputStream zip) throws IOException {
        if (zip.read() >= 0) {
            throw new Malformed("an array is longer than it says");
        }
    }

    private record Array(String type, long[] shape) {
    }

    private static Array readHeader(InputStream zip) throws IOException {
        byte[] start = zip.readNBytes(8);
        if (start.length < 8 || !Arrays.equals(Arrays.copyOf(start, 6), MAGIC) || start[6] < 1 || start[6] > 3) {
            throw new Malformed("it holds something that is no numpy array");
        }
        byte[] sizeBytes = zip.readNBytes(start[6] == 1 ? 2 : 4);
        long size = 0;
        for (int i = sizeBytes.length - 1; i >= 0; i--) {
            size = size << 8 | sizeBytes[i] & 0xff;
        }
        if (size > GREATEST_HEADER) {
            throw new Malformed("an array has an oversized header");
        }
        byte[] text = zip.readNBytes((int) size);
        if (text.length < size) {
            throw new EOFException();
        }
        Matcher header = HEADER.matcher(new String(text, StandardCharsets.ISO_8859_1).replace('\n', ' '));
        if (!header.matches() || header.group("order").equals("True")) {
            throw new Malformed("an array has a header that is not understood");
        }
        String[] sides = header.group("shape").isBlank() ? new String[0] : header.group("shape").split(",");
        long[] shape = new long[sides.length];
        for (int i = 0; i < sides.length; i++) {
            String side = sides[i].strip();
            if (!SIDE.matcher(side).matches()) {
                throw new Malformed("an array has a wrong shape");
            }
            shape[i] = Long.parseLong(side);
        }
        return new Array(header.group("type").replace('=', '<'), shape);
    }

    private static String printable(String name) {
        return name.substring(0, Math.min(40, name.length())).replaceAll("[^\\x20-\\x7e]", "?");
    }

    private static final class Malformed extends IOException {
        Malformed(String what) {
            super(what);
        }
    }
}
