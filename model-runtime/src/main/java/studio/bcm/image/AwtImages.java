package studio.bcm.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Arrays;

/**
 * Pictures in the shape that the Image I/O writers take, on the same arrays where that is possible. The colour space is
 * always sRGB or grey, so that no writer converts the values; the profile goes into the file beside them.
 */
final class AwtImages {
    private AwtImages() {
    }

    /** 8 bits, without alpha. */
    static BufferedImage opaque8(Picture picture) {
        return wrap(picture.colour().to8());
    }

    /** Some whole rows in 8 bits, without alpha; a picture of 8 bits lends its own array. */
    static BufferedImage opaque8(Picture picture, int y, int rows) {
        Samples colour = picture.colour();
        if (colour.bits() == 8) {
            return wrap(colour).getSubimage(0, y, colour.width(), rows);
        }
        int row = colour.channels() * colour.width();
        short[] words = Arrays.copyOfRange(colour.words(), y * row, (y + rows) * row);
        return wrap(new Samples(colour.width(), rows, colour.channels(), null, words).to8());
    }

    /** As stored, with alpha: without it on the picture's own array, else a copy that has it woven in. */
    static BufferedImage asStored(Picture picture) {
        return picture.alpha().map(alpha -> weave(picture.colour(), alpha)).orElseGet(() -> wrap(picture.colour()));
    }

    /** 8 bits, with alpha where there is one, and then as RGB. */
    static BufferedImage with8Bits(Picture picture) {
        return picture.alpha().map(alpha -> weave(rgb(picture.colour().to8()), alpha.to8()))
                .orElseGet(() -> opaque8(picture));
    }

    /** Encoders of WebP take no grey with alpha. */
    private static Samples rgb(Samples colour) {
        if (colour.channels() == 3) {
            return colour;
        }
        byte[] grey = colour.bytes();
        byte[] rgb = new byte[Math.multiplyExact(3, grey.length)];
        for (int i = 0; i < grey.length; i++) {
            rgb[3 * i] = grey[i];
            rgb[3 * i + 1] = grey[i];
            rgb[3 * i + 2] = grey[i];
        }
        return new Samples(colour.width(), colour.height(), 3, rgb, null);
    }

    private static BufferedImage wrap(Samples samples) {
        DataBuffer buffer = samples.bits() == 8
                ? new DataBufferByte(samples.bytes(), samples.bytes().length)
                : new DataBufferUShort(samples.words(), samples.words().length);
        return image(samples.width(), samples.height(), samples.channels(), false, buffer);
    }

    private static BufferedImage weave(Samples colour, Samples alpha) {
        int pixels = colour.width() * colour.height();
        int channels = colour.channels();
        int length = Math.multiplyExact(pixels, channels + 1);
        if (colour.bits() == 8) {
            byte[] woven = new byte[length];
            for (int p = 0; p < pixels; p++) {
                for (int c = 0; c < channels; c++) {
                    woven[p * (channels + 1) + c] = colour.bytes()[p * channels + c];
                }
                woven[p * (channels + 1) + channels] = (byte) alpha.get8(p);
            }
            return image(colour.width(), colour.height(), channels + 1, true, new DataBufferByte(woven, length));
        }
        short[] woven = new short[length];
        for (int p = 0; p < pixels; p++) {
            for (int c = 0; c < channels; c++) {
                woven[p * (channels + 1) + c] = colour.words()[p * channels + c];
            }
            woven[p * (channels + 1) + channels] =
                    alpha.bits() == 16 ? alpha.words()[p] : (short) ((alpha.bytes()[p] & 255) * 257);
        }
        return image(colour.width(), colour.height(), channels + 1, true, new DataBufferUShort(woven, length));
    }

    private static BufferedImage image(int w, int h, int bands, boolean alpha, DataBuffer buffer) {
        int[] offsets = new int[bands];
        for (int i = 0; i < bands; i++) {
            offsets[i] = i;
        }
        WritableRaster raster = Raster.createInterleavedRaster(buffer, w, h, bands * w, bands, offsets, null);
        ColorSpace space = ColorSpace.getInstance(bands - (alpha ? 1 : 0) == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
        ColorModel colours = new ComponentColorModel(space, alpha, false,
                alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE, buffer.getDataType());
        return new BufferedImage(colours, raster, false, null);
    }
}
