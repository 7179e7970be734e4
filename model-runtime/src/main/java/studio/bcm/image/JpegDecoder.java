package studio.bcm.image;

import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.image.jpeg.JpegDamage;
import studio.bcm.image.jpeg.JpegFacts;
import studio.bcm.image.jpeg.YCbCr;

/**
 * Decodes the pixels of Huffman-coded JPEG files by the JDK's libjpeg. The library hands over the stored components; they
 * become RGB here by libjpeg's own formulas, because its guesses about the colour transform differ between builds.
 */
public final class JpegDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(JpegDecoder.class);

    private JpegDecoder() {
    }

    /** The samples of the stored picture, not yet turned upright. */
    static Decoded decode(JpegFacts facts, Optional<byte[]> iccProfile, List<String> warnings) throws IOException {
        byte[] data = rawComponents(facts, warnings);
        int w = facts.width();
        int h = facts.height();
        return switch (facts.colourTransform()) {
            case GREY -> new Decoded(new Samples(w, h, 1, data, null), null, false);
            case RGB -> new Decoded(new Samples(w, h, 3, data, null), null, false);
            case YCBCR -> {
                forRows(w, h, (from, to) -> YCbCr.toRgb(data, 3, from, to));
                yield new Decoded(new Samples(w, h, 3, data, null), null, false);
            }
            case CMYK, YCCK -> new Decoded(new Samples(w, h, 3, inksToSrgb(data, facts, iccProfile, warnings), null), null,
                    true);
        };
    }

    /** The stored components brought to full size, interleaved, without any colour transform. */
    public static byte[] rawComponents(JpegFacts facts) throws IOException {
        return rawComponents(facts, new ArrayList<>());
    }

    private static byte[] rawComponents(JpegFacts facts, List<String> warnings) throws IOException {
        byte[] file = facts.segments().decodable();
        ImageReader reader = ImageIoPlugins.jdkJpegReader();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, true, true);
            AtomicBoolean warned = new AtomicBoolean();
            reader.addIIOReadWarningListener((source, warning) -> {
                LOG.debug("JPEG decoder: {}", warning);
                warned.set(true);
            });
            Raster raster = reader.readRaster(0, null);
            warnings.addAll(JpegDamage.describe(facts, warned.get()));
            int bands = facts.components().size();
            if (raster.getWidth() != facts.width() || raster.getHeight() != facts.height() || raster.getNumBands() != bands) {
                throw new IOException("the decoder's picture differs from the frame header");
            }
            if (raster.getDataBuffer() instanceof DataBufferByte buffer && raster.getNumDataElements() == bands
                    && raster.getSampleModel() instanceof PixelInterleavedSampleModel model
                    && model.getPixelStride() == bands && model.getScanlineStride() == bands * facts.width()
                    && areInOrder(model.getBandOffsets()) && buffer.getOffset() == 0) {
                return buffer.getData();
            }
            throw new IOException("the decoder's picture is laid out unexpectedly");
        } finally {
            reader.dispose();
        }
    }

    private static boolean areInOrder(int[] offsets) {
        return IntStream.range(0, offsets.length).allMatch(i -> offsets[i] == i);
    }

    private interface Rows {
        void apply(int fromPixel, int toPixel);
    }

    private static void forRows(int w, int h, Rows rows) {
        int band = 64;
        IntStream.range(0, (h + band - 1) / band).parallel()
                .forEach(i -> rows.apply(i * band * w, Math.min(h, (i + 1) * band) * w));
    }

    private static byte[] inksToSrgb(byte[] data, JpegFacts facts, Optional<byte[]> iccProfile, List<String> warnings) {
        int w = facts.width();
        int h = facts.height();
        if (facts.colourTransform() == JpegFacts.ColourTransform.YCCK) {
            // libjpeg's YCCK → CMYK: RGB as from Y'CbCr, then the complement; K passes.
            forRows(w, h, (from, to) -> {
                YCbCr.toRgb(data, 4, from, to);
                for (int i = 4 * from; i < 4 * to; i += 4) {
                    for (int c = 0; c < 3; c++) {
                        data[i + c] = (byte) (255 - (data[i + c] & 255));
                    }
                }
            });
        }
        if (facts.isInverted()) {
            for (int i = 0; i < data.length; i++) {
                data[i] = (byte) (255 - (data[i] & 255));
            }
        }
        Optional<ICC_Profile> profile = iccProfile.flatMap(ColourManagement::profile).filter(p -> p.getNumComponents() == 4);
        byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(w, h))];
        if (profile.isPresent() && convert(data, rgb, w, h, profile.get())) {
            return rgb;
        }
        warnings.add("its inks are converted to sRGB by a plain formula, since it carries no usable CMYK profile");
        for (int p = 0; p < w * h; p++) {
            int black = 255 - (data[4 * p + 3] & 255);
            for (int c = 0; c < 3; c++) {
                rgb[3 * p + c] = (byte) (((255 - (data[4 * p + c] & 255)) * black + 127) / 255);
            }
        }
        return rgb;
    }

    private static boolean convert(byte[] inks, byte[] rgb, int w, int h, ICC_Profile profile) {
        ColorConvertOp convert = new ColorConvertOp(
                new ICC_Profile[] {profile, ColourManagement.srgbProfile()}, null);
        try {
            int band = 64;
            for (int y = 0; y < h; y += band) {
                int rows = Math.min(band, h - y);
                WritableRaster in = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, w, rows, 4, null);
                in.setDataElements(0, 0, w, rows, Arrays.copyOfRange(inks, 4 * y * w, 4 * (y + rows) * w));
                WritableRaster out = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, w, rows, 3, null);
                convert.filter(in, out);
                System.arraycopy(((DataBufferByte) out.getDataBuffer()).getData(), 0, rgb, 3 * y * w, 3 * rows * w);
            }
            return true;
        } catch (RuntimeException e) {
            LOG.warn("The embedded CMYK profile cannot be used: {}", e.toString());
            return false;
        }
    }
}
