package studio.bcm.image;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ICC profiles: what a picture's values look like on an sRGB screen. */
public final class ColourManagement {
    private static final Logger LOG = LoggerFactory.getLogger(ColourManagement.class);
    private static final int BAND = 64;

    private ColourManagement() {
    }

    static ICC_Profile srgbProfile() {
        return ICC_Profile.getInstance(ColorSpace.CS_sRGB);
    }

    /** The profile of these bytes; empty if they are damaged. */
    static Optional<ICC_Profile> profile(byte[] bytes) {
        try {
            return Optional.of(ICC_Profile.getInstance(bytes));
        } catch (IllegalArgumentException e) {
            LOG.debug("Unusable ICC profile: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** A conversion from a picture's profile to sRGB; empty if there is none to do. */
    private static Optional<ICC_Profile> foreignProfile(Picture picture) {
        int channels = picture.isGrey() ? 1 : 3;
        return picture.iccProfile().flatMap(ColourManagement::profile)
                .filter(p -> p.getNumComponents() == channels)
                // A grey profile's curve is near enough to sRGB's that viewers show grey files as they are; what gAMA
                // says may not be.
                .filter(p -> channels == 3 || !picture.metadata().pngColour().isEmpty());
    }

    /**
     * A picture for an sRGB screen, TYPE_INT_ARGB (not premultiplied) with alpha and TYPE_INT_RGB without, converted from the
     * picture's ICC profile. A damaged profile counts as sRGB.
     */
    public static BufferedImage toSrgb(Picture picture) {
        int w = picture.width();
        int h = picture.height();
        BufferedImage image = new BufferedImage(w, h,
                picture.hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        int[] argb = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        Optional<ICC_Profile> profile = foreignProfile(picture);
        IntStream.range(0, (h + BAND - 1) / BAND).parallel().forEach(band -> {
            int top = band * BAND;
            int rows = Math.min(BAND, h - top);
            byte[] rgb = rows8(picture.colour(), top, rows);
            byte[] shown = profile.map(p -> convert(rgb, w, rows, p)).orElse(rgb);
            Samples alpha = picture.alpha().orElse(null);
            for (int i = 0; i < w * rows; i++) {
                int opacity = alpha == null ? 255 : alpha.get8(top * w + i);
                argb[top * w + i] = opacity << 24 | (shown[3 * i] & 255) << 16 | (shown[3 * i + 1] & 255) << 8
                        | shown[3 * i + 2] & 255;
            }
        });
        return image;
    }

    private static byte[] rows8(Samples samples, int top, int rows) {
        int w = samples.width();
        int channels = samples.channels();
        byte[] rgb = new byte[3 * w * rows];
        for (int i = 0; i < w * rows; i++) {
            for (int c = 0; c < 3; c++) {
                rgb[3 * i + c] = (byte) samples.get8((top * w + i) * channels + (channels == 1 ? 0 : c));
            }
        }
        return rgb;
    }

    private static byte[] convert(byte[] rgb, int w, int rows, ICC_Profile profile) {
        try {
            int channels = profile.getNumComponents();
            byte[] values = rgb;
            if (channels == 1) {
                values = new byte[w * rows];
                for (int i = 0; i < values.length; i++) {
                    values[i] = rgb[3 * i];
                }
            }
            WritableRaster in = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, w, rows, channels, null);
            in.setDataElements(0, 0, w, rows, values);
            WritableRaster out = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, w, rows, 3, null);
            new ColorConvertOp(new ICC_Profile[] {profile, srgbProfile()}, null).filter(in, out);
            return ((DataBufferByte) out.getDataBuffer()).getData();
        } catch (RuntimeException e) {
            LOG.debug("The ICC profile cannot be used: {}", e.toString());
            return rgb;
        }
    }
}
