package studio.bcm.image;

import java.util.stream.IntStream;
import studio.bcm.image.metadata.Orientation;

/**
 * The stored values of a picture: interleaved, 1 channel (grey, alpha) or 3 (RGB), 8 or 16 bits each. Exactly one of
 * {@code bytes} and {@code words} is there; both hold unsigned values.
 */
public record Samples(int width, int height, int channels, byte[] bytes, short[] words) {
    public Samples {
        if ((bytes == null) == (words == null)) {
            throw new IllegalArgumentException("samples are stored either in bytes or in words");
        }
        int length = bytes == null ? words.length : bytes.length;
        if (width < 1 || height < 1 || (channels != 1 && channels != 3) || length != (long) channels * width * height) {
            throw new IllegalArgumentException(length + " values are no picture of " + width + "×" + height + "×" + channels);
        }
    }

    static Samples blank(int width, int height, int channels, int bits) {
        int length = Math.multiplyExact(channels, Math.multiplyExact(width, height));
        return bits == 16
                ? new Samples(width, height, channels, null, new short[length])
                : new Samples(width, height, channels, new byte[length], null);
    }

    int bits() {
        return bytes == null ? 16 : 8;
    }

    /** The value at one place, 0…255 or 0…65535. */
    public int get(int x, int y, int channel) {
        int index = (y * width + x) * channels + channel;
        return bytes == null ? words[index] & 0xffff : bytes[index] & 0xff;
    }

    void set(int x, int y, int channel, int value) {
        int index = (y * width + x) * channels + channel;
        if (bytes == null) {
            words[index] = (short) value;
        } else {
            bytes[index] = (byte) value;
        }
    }

    /** The value at one place as 8 bits, rounded to nearest. */
    int get8(int index) {
        return bytes == null ? ((words[index] & 0xffff) * 255 + 32767) / 65535 : bytes[index] & 0xff;
    }

    /** Reads planes of −1…1, reflected at the borders; a grey picture fills all {@code planes} with the same values. */
    void read(int x, int y, int w, int h, int planes, float[] into, int offset) {
        boolean inside = x >= 0 && x + w <= width;
        for (int c = 0; c < planes; c++) {
            int channel = channels == 1 ? 0 : c;
            for (int j = 0; j < h; j++) {
                int row = Pixels.reflect(y + j, height) * width;
                int out = offset + (c * h + j) * w;
                if (inside) {
                    int in = (row + x) * channels + channel;
                    for (int i = 0; i < w; i++, in += channels) {
                        into[out + i] = toFloat(in);
                    }
                } else {
                    for (int i = 0; i < w; i++) {
                        into[out + i] = toFloat((row + Pixels.reflect(x + i, width)) * channels + channel);
                    }
                }
            }
        }
    }

    private float toFloat(int index) {
        return bytes == null ? (float) ((words[index] & 0xffff) / 32767.5 - 1) : Quantum.value(bytes[index]);
    }

    /** Writes planar RGB of −1…1, rounded to nearest; a grey picture takes the luma (Rec. 601) of it. */
    void writeRgb(int x, int y, int w, int h, float[] from, int offset) {
        int plane = w * h;
        for (int j = 0; j < h; j++) {
            int in = offset + j * w;
            int out = ((y + j) * width + x) * channels;
            if (channels == 1) {
                for (int i = 0; i < w; i++, in++) {
                    float r = from[in];
                    float g = from[in + plane];
                    float b = from[in + 2 * plane];
                    put(out + i, r == g && g == b ? r : 0.299f * r + 0.587f * g + 0.114f * b);
                }
            } else {
                for (int i = 0; i < w; i++, in++, out += 3) {
                    put(out, from[in]);
                    put(out + 1, from[in + plane]);
                    put(out + 2, from[in + 2 * plane]);
                }
            }
        }
    }

    private void put(int index, float value) {
        if (bytes == null) {
            words[index] = (short) Math.clamp(Math.round((value + 1.0) * 32767.5), 0, 65535);
        } else {
            bytes[index] = (byte) Quantum.level(value);
        }
    }

    /** These samples as 8 bits, rounded to nearest: itself if they are so already. */
    Samples to8() {
        if (bytes != null) {
            return this;
        }
        byte[] narrow = new byte[words.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (byte) get8(i);
        }
        return new Samples(width, height, channels, narrow, null);
    }

    /** These samples turned upright: itself if they are so already. */
    Samples upright(Orientation orientation) {
        if (orientation == Orientation.UPRIGHT) {
            return this;
        }
        int w = orientation.swapsSides() ? height : width;
        int h = orientation.swapsSides() ? width : height;
        Samples out = blank(w, h, channels, bits());
        // Square blocks keep both the rows read and the columns written in the cache.
        int block = 64;
        IntStream.range(0, (h + block - 1) / block).parallel().forEach(band -> {
            for (int x0 = 0; x0 < w; x0 += block) {
                for (int y = band * block; y < Math.min(h, (band + 1) * block); y++) {
                    for (int x = x0; x < Math.min(w, x0 + block); x++) {
                        int sx = orientation.storedX(x, y, width);
                        int sy = orientation.storedY(x, y, height);
                        for (int c = 0; c < channels; c++) {
                            out.set(x, y, c, get(sx, sy, c));
                        }
                    }
                }
            }
        });
        return out;
    }

    /** These samples of one channel in another size, by bicubic interpolation. */
    Samples scaled(int newWidth, int newHeight) {
        Taps across = new Taps(0, (double) width / newWidth, newWidth, Kernel.BICUBIC);
        Taps down = new Taps(0, (double) height / newHeight, newHeight, Kernel.BICUBIC);
        Samples out = blank(newWidth, newHeight, channels, bits());
        IntStream.range(0, newHeight).parallel().forEach(y -> {
            float[] weights = down.weights(y);
            float[] row = new float[across.last() - across.first()];
            float[] column = new float[row.length];
            for (int k = 0; k < weights.length; k++) {
                read(across.first(), down.start(y) + k, row.length, 1, 1, row, 0);
                for (int i = 0; i < row.length; i++) {
                    column[i] += weights[k] * row[i];
                }
            }
            float[] values = new float[newWidth];
            across.row(column, 0, values, 0);
            for (int x = 0; x < newWidth; x++) {
                out.put(y * newWidth + x, values[x]);
            }
        });
        return out;
    }

    /** Whether red, green and blue are equal everywhere. */
    public boolean isGrey() {
        if (channels == 1) {
            return true;
        }
        int length = 3 * width * height;
        for (int i = 0; i < length; i += 3) {
            if (bytes != null
                    ? bytes[i] != bytes[i + 1] || bytes[i] != bytes[i + 2]
                    : words[i] != words[i + 1] || words[i] != words[i + 2]) {
                return false;
            }
        }
        return true;
    }
}
