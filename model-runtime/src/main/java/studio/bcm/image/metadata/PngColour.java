package studio.bcm.image.metadata;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What PNG's chunks gAMA, cHRM, sRGB and cICP say of the values, as an ICC profile (ICC.1:2001-04, matrix and curves),
 * which
 * the other formats carry too. Their order of precedence is that of PNG's third edition, section 4.3.
 */
final class PngColour {
    /** x and y of white, red, green and blue. */
    private static final double[] SRGB = {0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06};
    private static final double[] BT2020 = {0.3127, 0.3290, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046};
    private static final double[] P3_D65 = {0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060};
    private static final double[] P3_DCI = {0.314, 0.351, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060};
    private static final double[] D50 = {0.9642, 1, 0.8249};
    /** Bradford's matrix of cone responses. */
    private static final double[][] BRADFORD = {{0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367},
            {0.0389, -0.0685, 1.0296}};
    /** Marks the profiles made here. */
    static final String DESCRIPTION = "Colours of a PNG picture";
    private static final double GAMMA_OF_SRGB = 1 / 0.45455;
    private static final int CURVE_POINTS = 1024;

    private PngColour() {
    }

    /**
     * The profile that the chunks describe; empty where they say sRGB, or what no such profile can.
     *
     * @param chunks   by their types
     * @param grey     whether the picture is grey
     * @param warnings takes what the user should know
     */
    static Optional<byte[]> profile(Map<String, byte[]> chunks, boolean grey, List<String> warnings) {
        byte[] codes = chunks.get("cICP");
        if (codes != null && codes.length == 4) {
            int transfer = codes[1];
            if (transfer == 16 || transfer == 18) {
                warnings.add("it is a picture for screens of high dynamic range, and was taken for one of standard "
                        + "range");
                return Optional.empty();
            }
            double[] primaries = primaries(codes[0]);
            Optional<DoubleUnaryOperator> curve = curve(transfer);
            if (primaries != null && curve.isPresent()) {
                boolean srgb = primaries == SRGB && transfer == 13;
                return srgb ? Optional.empty() : Optional.of(build(primaries, sampled(curve.get()), grey));
            }
        }
        if (chunks.containsKey("sRGB")) {
            return Optional.empty();
        }
        double gamma = gamma(chunks.get("gAMA"));
        double[] primaries = primaries(chunks.get("cHRM"));
        boolean usual = gamma == 0 || Math.abs(gamma - GAMMA_OF_SRGB) < 0.02;
        if (usual && (grey || primaries == null || isNear(primaries, SRGB))) {
            return Optional.empty();
        }
        byte[] curve = gamma == 0 ? sampled(PngColour::srgb) : power(gamma);
        return Optional.of(build(primaries == null ? SRGB : primaries, curve, grey));
    }

    private static double gamma(byte[] chunk) {
        long stated = chunk == null || chunk.length != 4 ? 0 : ByteBuffer.wrap(chunk).getInt() & 0xffffffffL;
        double gamma = stated == 0 ? 0 : 100_000.0 / stated;
        return gamma >= 0.1 && gamma <= 10 ? gamma : 0;
    }

    private static double[] primaries(byte[] chunk) {
        if (chunk == null || chunk.length != 32) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(chunk);
        double[] xy = new double[8];
        for (int i = 0; i < 8; i++) {
            xy[i] = in.getInt() / 100_000.0;
            if (xy[i] < 0 || xy[i] > 1) {
                return null;
            }
        }
        boolean sound = xy[1] > 0 && xy[3] > 0 && xy[5] > 0 && xy[7] > 0;
        return sound && Math.abs(determinant(columns(xy))) > 1e-3 ? xy : null;
    }

    /** By the numbers of ITU-T H.273; null for others. */
    private static double @Nullable [] primaries(int code) {
        return switch (code) {
            case 1 -> SRGB;
            case 9 -> BT2020;
            case 11 -> P3_DCI;
            case 12 -> P3_D65;
            default -> null;
        };
    }

    private static Optional<DoubleUnaryOperator> curve(int code) {
        return switch (code) {
            case 1, 6, 14, 15 -> Optional.of(v -> v < 0.0812428582 ? v / 4.5
                    : Math.pow((v + 0.0992968268) / 1.0992968268, 1 / 0.45));
            case 4 -> Optional.of(v -> Math.pow(v, 2.2));
            case 5 -> Optional.of(v -> Math.pow(v, 2.8));
            case 8 -> Optional.of(v -> v);
            case 13 -> Optional.of(PngColour::srgb);
            default -> Optional.empty();
        };
    }

    private static double srgb(double v) {
        return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }

    private static boolean isNear(double[] a, double[] b) {
        for (int i = 0; i < a.length; i++) {
            if (Math.abs(a[i] - b[i]) > 0.002) {
                return false;
            }
        }
        return true;
    }

    private static byte[] power(double gamma) {
        return ByteBuffer.allocate(16).put(ascii("curv")).putInt(0).putInt(1).putShort((short) Math.round(gamma * 256))
                .array();
    }

    private static byte[] sampled(DoubleUnaryOperator curve) {
        ByteBuffer out = ByteBuffer.allocate(12 + 2 * CURVE_POINTS).put(ascii("curv")).putInt(0).putInt(CURVE_POINTS);
        for (int i = 0; i < CURVE_POINTS; i++) {
            out.putShort((short) Math.round(65535 * curve.applyAsDouble(i / (CURVE_POINTS - 1.0))));
        }
        return out.array();
    }

    private static byte[] build(double[] xy, byte[] curve, boolean grey) {
        Map<String, byte[]> tags = new TreeMap<>();
        tags.put("desc", description(DESCRIPTION));
        tags.put("cprt", ByteBuffer.allocate(12).put(ascii("text")).putInt(0).put(ascii("CC0\0")).array());
        tags.put("wtpt", xyz(D50));
        if (grey) {
            tags.put("kTRC", curve);
        } else {
            double[][] adapted = adapted(xy);
            String[] names = {"r", "g", "b"};
            for (int c = 0; c < 3; c++) {
                tags.put(names[c] + "XYZ", xyz(new double[] {adapted[0][c], adapted[1][c], adapted[2][c]}));
                tags.put(names[c] + "TRC", curve);
            }
        }
        return assembled(tags, grey);
    }

    private static byte[] assembled(Map<String, byte[]> tags, boolean grey) {
        int start = 128 + 4 + 12 * tags.size();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        ByteBuffer table = ByteBuffer.allocate(4 + 12 * tags.size()).putInt(tags.size());
        List<byte[]> placed = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        tags.forEach((name, value) -> {
            int known = placed.indexOf(value);
            int place = known >= 0 ? places.get(known) : start + data.size();
            if (known < 0) {
                placed.add(value);
                places.add(place);
                data.writeBytes(value);
                data.write(new byte[4], 0, -value.length & 3);
            }
            table.put(ascii(name)).putInt(place).putInt(value.length);
        });
        ByteBuffer profile = ByteBuffer.allocate(start + data.size());
        profile.putInt(profile.capacity()).putInt(0).putInt(0x02400000).put(ascii("mntr"))
                .put(ascii(grey ? "GRAY" : "RGB "))
                .put(ascii("XYZ ")).putShort((short) 2026).putShort((short) 1).putShort((short) 1).position(36);
        profile.put(ascii("acsp")).position(68);
        profile.put(fixed(D50)).position(128);
        profile.put(table.array()).put(data.toByteArray());
        return profile.array();
    }

    private static byte[] description(String text) {
        return ByteBuffer.allocate(12 + text.length() + 1 + 8 + 3 + 67).put(ascii("desc")).putInt(0)
                .putInt(text.length() + 1).put(ascii(text)).array();
    }

    private static byte[] xyz(double[] value) {
        return ByteBuffer.allocate(20).put(ascii("XYZ ")).putInt(0).put(fixed(value)).array();
    }

    private static byte[] fixed(double[] value) {
        ByteBuffer out = ByteBuffer.allocate(12);
        for (double v : value) {
            out.putInt((int) Math.round(v * 65536));
        }
        return out.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** RGB → XYZ of the picture's white, brought to D50 as profiles have it. */
    private static double[][] adapted(double[] xy) {
        double[][] columns = columns(xy);
        double[] white = {xy[0] / xy[1], 1, (1 - xy[0] - xy[1]) / xy[1]};
        double[] scale = times(inverse(columns), white);
        double[][] rgbToXyz = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                rgbToXyz[i][j] = columns[i][j] * scale[j];
            }
        }
        double[] from = times(BRADFORD, white);
        double[] to = times(BRADFORD, D50);
        double[][] cones = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                cones[i][j] = BRADFORD[i][j] * to[i] / from[i];
            }
        }
        return times(times(inverse(BRADFORD), cones), rgbToXyz);
    }

    private static double[][] columns(double[] xy) {
        double[][] m = new double[3][3];
        for (int c = 0; c < 3; c++) {
            double x = xy[2 + 2 * c];
            double y = xy[3 + 2 * c];
            m[0][c] = x / y;
            m[1][c] = 1;
            m[2][c] = (1 - x - y) / y;
        }
        return m;
    }

    private static double determinant(double[][] m) {
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            sum += m[0][i] * (m[1][(i + 1) % 3] * m[2][(i + 2) % 3] - m[1][(i + 2) % 3] * m[2][(i + 1) % 3]);
        }
        return sum;
    }

    private static double[][] inverse(double[][] m) {
        double det = determinant(m);
        double[][] out = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                out[j][i] = (m[(i + 1) % 3][(j + 1) % 3] * m[(i + 2) % 3][(j + 2) % 3]
                        - m[(i + 1) % 3][(j + 2) % 3] * m[(i + 2) % 3][(j + 1) % 3]) / det;
            }
        }
        return out;
    }

    private static double[] times(double[][] m, double[] v) {
        double[] out = new double[3];
        for (int i = 0; i < 3; i++) {
            out[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
        }
        return out;
    }

    private static double[][] times(double[][] a, double[][] b) {
        double[][] out = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                out[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
            }
        }
        return out;
    }
}
