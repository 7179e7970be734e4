package studio.bcm.evaluation.frechet;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import studio.bcm.UserException;

/**
 * Reference statistics in the common layout: a NumPy {@code .npz} with {@code mu} [d] and {@code sigma} [d, d], of float32
 * or float64.
 */
public final class NpzStatistics {
    private static final int MAX_LENGTH = 8192;
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

    private NpzStatistics() {
    }

    /** @throws UserException when the file cannot be read or holds something else, saying what */
    public static FeatureStatistics.Moments read(Path npz) {
        try (ZipFile zip = new ZipFile(npz.toFile())) {
            double[] mean = array(zip, "mu", npz);
            double[] covariance = array(zip, "sigma", npz);
            if (covariance.length != mean.length * mean.length) {
                throw new UserException("The statistics " + npz + " have a mean of " + mean.length + " and a covariance of "
                        + covariance.length + " values, which do not fit together.");
            }
            return new FeatureStatistics.Moments(mean, covariance);
        } catch (IOException e) {
            throw new UserException("The statistics " + npz + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static double[] array(ZipFile zip, String name, Path npz) throws IOException {
        ZipEntry entry = zip.getEntry(name + ".npy");
        if (entry == null) {
            throw new UserException("The statistics " + npz + " have no array '" + name + "'.");
        }
        try (InputStream raw = zip.getInputStream(entry); DataInputStream in = new DataInputStream(raw)) {
            byte[] magic = in.readNBytes(8);
            if (magic.length < 8 || !Arrays.equals(magic, 0, 6, MAGIC, 0, 6)) {
                throw new IOException("'" + name + "' is no NumPy array");
            }
            int headerLength = magic[6] == 1 ? Short.toUnsignedInt(Short.reverseBytes(in.readShort())) : Integer.reverseBytes(in.readInt());
            if (headerLength < 0 || headerLength > 1 << 16) {
                throw new IOException("the header of '" + name + "' is damaged");
            }
            String header = new String(in.readNBytes(headerLength), StandardCharsets.ISO_8859_1);
            int count = count(header, name);
            boolean wide = switch (find(DESCR, header, name)) {
                case "<f8" -> true;
                case "<f4" -> false;
                case String other -> throw new IOException("'" + name + "' holds " + other + " and not float32 or float64");
            };
            // A covariance is symmetric, so Fortran order reads the same.
            find(ORDER, header, name);
            byte[] bytes = in.readNBytes(count * (wide ? 8 : 4));
            if (bytes.length != count * (wide ? 8 : 4)) {
                throw new IOException("'" + name + "' is cut off");
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            double[] values = new double[count];
            for (int i = 0; i < count; i++) {
                values[i] = wide ? buffer.getDouble() : buffer.getFloat();
            }
            return values;
        }
    }

    private static int count(String header, String name) throws IOException {
        List<Integer> shape = new ArrayList<>();
        for (String s : find(SHAPE, header, name).split(",")) {
            if (!s.isBlank()) {
                try {
                    shape.add(Integer.parseInt(s.strip()));
                } catch (NumberFormatException e) {
                    throw new IOException("the shape of '" + name + "' is damaged", e);
                }
            }
        }
        if (shape.isEmpty() || shape.size() > 2 || shape.stream().anyMatch(n -> n < 1 || n > MAX_LENGTH)) {
            throw new IOException("'" + name + "' has the shape " + shape);
        }
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    private static String find(Pattern pattern, String header, String name) throws IOException {
        Matcher m = pattern.matcher(header);
        if (!m.find()) {
            throw new IOException("the header of '" + name + "' is damaged");
        }
        return m.group(1);
    }
}
