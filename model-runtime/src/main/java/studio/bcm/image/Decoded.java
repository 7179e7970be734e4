package studio.bcm.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a decoded picture.
 *
 * @param colour grey or RGB
 * @param alpha  one channel, or null
 * @param inSrgb whether the colours had to be converted to sRGB, so that the file's own profile means them no longer
 */
record Decoded(Samples colour, @Nullable Samples alpha, boolean inSrgb) {
    /**
     * The samples of an image, of which the array is taken over where its layout allows: the image must not be used after.
     */
    static Decoded of(BufferedImage image) {
        ColorModel colours = image.getColorModel();
        if (image.isAlphaPremultiplied()) {
            image.coerceData(false);
            colours = image.getColorModel();
        }
        int space = colours.getColorSpace().getType();
        if (colours instanceof IndexColorModel palette) {
            return ofPalette(image, palette);
        }
        if (colours instanceof ComponentColorModel && (space == ColorSpace.TYPE_RGB || space == ColorSpace.TYPE_GRAY)) {
            return ofComponents(image.getRaster(), colours);
        }
        return ofAny(image);
    }

    private static Decoded ofPalette(BufferedImage image, IndexColorModel palette) {
        int size = palette.getMapSize();
        int[] argb = new int[size];
        palette.getRGBs(argb);
        boolean grey = true;
        for (int c : argb) {
            grey &= (c >> 16 & 255) == (c & 255) && (c >> 8 & 255) == (c & 255);
        }
        int w = image.getWidth();
        int h = image.getHeight();
        Samples colour = Samples.blank(w, h, grey ? 1 : 3, 8);
        Samples alpha = palette.hasAlpha() ? Samples.blank(w, h, 1, 8) : null;
        int[] row = new int[w];
        Raster raster = image.getRaster();
        for (int y = 0; y < h; y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, w, 1, 0, row);
            for (int x = 0; x < w; x++) {
                int c = argb[Math.min(row[x], size - 1)];
                putArgb(colour, alpha, y * w + x, c);
            }
        }
        return new Decoded(colour, alpha, false);
    }

    private static void putArgb(Samples colour, Samples alpha, int pixel, int argb) {
        if (colour.channels() == 1) {
            colour.bytes()[pixel] = (byte) argb;
        } else {
            colour.bytes()[3 * pixel] = (byte) (argb >> 16);
            colour.bytes()[3 * pixel + 1] = (byte) (argb >> 8);
            colour.bytes()[3 * pixel + 2] = (byte) argb;
        }
        if (alpha != null) {
            alpha.bytes()[pixel] = (byte) (argb >>> 24);
        }
    }

    private static Decoded ofComponents(Raster raster, ColorModel colours) {
        int channels = colours.getNumColorComponents();
        if (!colours.hasAlpha() && raster.getNumBands() == channels) {
            Samples whole = takeOver(raster, channels, colours);
            if (whole != null) {
                return new Decoded(whole, null, false);
            }
        }
        int w = raster.getWidth();
        int h = raster.getHeight();
        int type = raster.getTransferType();
        int bits = type == DataBuffer.TYPE_BYTE ? 8 : 16;
        int stored = colours.getComponentSize(0);
        double scale = switch (type) {
            case DataBuffer.TYPE_FLOAT, DataBuffer.TYPE_DOUBLE -> 65535.0;
            case DataBuffer.TYPE_INT -> 65535.0 / 4294967295.0;
            default -> (bits == 8 ? 255.0 : 65535.0) / ((1L << Math.min(stored, bits)) - 1);
        };
        Samples colour = Samples.blank(w, h, channels, bits);
        Samples alpha = colours.hasAlpha() ? Samples.blank(w, h, 1, bits) : null;
        double[] row = new double[w];
        int limit = bits == 8 ? 255 : 65535;
        for (int y = 0; y < h; y++) {
            for (int band = 0; band < raster.getNumBands(); band++) {
                raster.getSamples(raster.getMinX(), raster.getMinY() + y, w, 1, band, row);
                Samples into = band < channels ? colour : alpha;
                if (into == null) {
                    continue;
                }
                for (int x = 0; x < w; x++) {
                    double v = type == DataBuffer.TYPE_INT && row[x] < 0 ? row[x] + 4294967296.0 : row[x];
                    into.set(x, y, band < channels ? band : 0, (int) Math.clamp(Math.round(v * scale), 0, limit));
                }
            }
        }
        return new Decoded(colour, alpha, false);
    }

    /** The samples in the raster's own array; null if its layout is another one. */
    private static @Nullable Samples takeOver(Raster raster, int channels, ColorModel colours) {
        int w = raster.getWidth();
        int h = raster.getHeight();
        if (!(raster.getSampleModel() instanceof PixelInterleavedSampleModel model) || model.getPixelStride() != channels
                || model.getScanlineStride() != channels * w || raster.getMinX() != 0 || raster.getMinY() != 0
                || raster.getSampleModelTranslateX() != 0 || raster.getSampleModelTranslateY() != 0) {
            return null;
        }
        int[] offsets = model.getBandOffsets();
        boolean reversed = channels == 3 && offsets[0] == 2 && offsets[1] == 1 && offsets[2] == 0;
        boolean straight = offsets[0] == 0 && (channels == 1 || offsets[1] == 1 && offsets[2] == 2);
        long length = (long) channels * w * h;
        if (!reversed && !straight) {
            return null;
        }
        if (raster.getDataBuffer() instanceof DataBufferByte buffer && buffer.getOffset() == 0
                && buffer.getData().length == length && colours.getComponentSize(0) == 8) {
            byte[] data = buffer.getData();
            if (reversed) {
                for (int i = 0; i < data.length; i += 3) {
                    byte first = data[i];
                    data[i] = data[i + 2];
                    data[i + 2] = first;
                }
            }
            return new Samples(w, h, channels, data, null);
        }
        if (raster.getDataBuffer() instanceof DataBufferUShort buffer && straight && buffer.getOffset() == 0
                && buffer.getData().length == length && colours.getComponentSize(0) == 16) {
            return new Samples(w, h, channels, null, buffer.getData());
        }
        return null;
    }

    private static Decoded ofAny(BufferedImage image) {
        int w = image.getWidth();
        int h = image.getHeight();
        Samples colour = Samples.blank(w, h, 3, 8);
        Samples alpha = image.getColorModel().hasAlpha() ? Samples.blank(w, h, 1, 8) : null;
        int[] row = new int[w];
        for (int y = 0; y < h; y++) {
            image.getRGB(0, y, w, 1, row, 0, w);
            for (int x = 0; x < w; x++) {
                putArgb(colour, alpha, y * w + x, row[x]);
            }
        }
        boolean converted = image.getColorModel().getColorSpace().getType() != ColorSpace.TYPE_RGB;
        return new Decoded(colour, alpha, converted);
    }

    /** Without an alpha channel that is opaque everywhere. */
    Decoded withoutOpaqueAlpha() {
        if (alpha == null) {
            return this;
        }
        if (alpha.bytes() != null) {
            for (byte v : alpha.bytes()) {
                if (v != (byte) 255) {
                    return this;
                }
            }
        } else {
            for (short v : alpha.words()) {
                if (v != (short) 65535) {
                    return this;
                }
            }
        }
        return new Decoded(colour, null, inSrgb);
    }
}
