package studio.bcm.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import studio.bcm.image.metadata.Metadata;

/** BMP and GIF, which hold pixels in sRGB and hardly anything beside them. */
final class FlatFiles {
    private static final int BMP_RESOLUTION = 38;
    private static final int COLOURS = 256;

    private FlatFiles() {
    }

    /** A picture without alpha as BMP of 24 bits, or of 8 where it is grey. */
    static byte[] bmp(Picture picture, Metadata metadata) throws IOException {
        BufferedImage image = picture.iccProfile().isPresent() ? ColourManagement.toSrgb(picture)
                : AwtImages.opaque8(picture);
        byte[] file = encode(image, PictureFormat.BMP);
        metadata.resolution().filter(r -> r.absolute())
                .ifPresent(r -> ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(BMP_RESOLUTION, r.horizontalPerMetre()).putInt(BMP_RESOLUTION + 4, r.verticalPerMetre()));
        return file;
    }

    /** A picture as GIF: exactly where it has few enough colours, else in the best 256. */
    static byte[] gif(Picture picture) throws IOException {
        BufferedImage shown = ColourManagement.toSrgb(picture);
        BufferedImage exact = exact(shown);
        return encode(exact != null ? exact : withClear(ColourTable.indexed(new ScreenPixels(shown)), shown),
                PictureFormat.GIF);
    }

    private static byte[] encode(BufferedImage image, PictureFormat format) throws IOException {
        ImageWriter writer = ImageIoPlugins.jdkWriter(format);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), null);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Whole opacity or none, and none hides no colour. */
    private static int flat(int argb) {
        return argb >>> 24 < 128 ? 0 : argb | 0xff000000;
    }

    private static BufferedImage exact(BufferedImage shown) {
        int w = shown.getWidth();
        int h = shown.getHeight();
        Map<Integer, Integer> places = new HashMap<>();
        int[] colours = new int[COLOURS];
        byte[] indices = new byte[Math.multiplyExact(w, h)];
        int[] row = new int[w];
        for (int y = 0; y < h; y++) {
            shown.getRGB(0, y, w, 1, row, 0, w);
            for (int x = 0; x < w; x++) {
                int colour = flat(row[x]);
                Integer place = places.get(colour);
                if (place == null) {
                    place = places.size();
                    if (place == COLOURS) {
                        return null;
                    }
                    places.put(colour, place);
                    colours[place] = colour;
                }
                indices[y * w + x] = place.byteValue();
            }
        }
        return indexed(w, h, indices, colours, places.getOrDefault(0, -1));
    }

    /** With one of the colours given up for what is clear: that of the fewest pixels. */
    private static BufferedImage withClear(BufferedImage image, BufferedImage shown) {
        if (!shown.getColorModel().hasAlpha()) {
            return image;
        }
        int w = image.getWidth();
        int h = image.getHeight();
        byte[] indices = ((DataBufferByte) image.getRaster().getDataBuffer()).getData().clone();
        int[] colours = new int[COLOURS];
        ((IndexColorModel) image.getColorModel()).getRGBs(colours);
        int[] uses = new int[COLOURS];
        for (byte index : indices) {
            uses[index & 255]++;
        }
        int rarest = 0;
        for (int i = 1; i < COLOURS; i++) {
            rarest = uses[i] < uses[rarest] ? i : rarest;
        }
        int nearest = nearest(colours, rarest);
        for (int i = 0; i < indices.length; i++) {
            int opacity = shown.getRGB(i % w, i / w) >>> 24;
            if (opacity < 128) {
                indices[i] = (byte) rarest;
            } else if ((indices[i] & 255) == rarest) {
                indices[i] = (byte) nearest;
            }
        }
        return indexed(w, h, indices, colours, rarest);
    }

    private static int nearest(int[] colours, int to) {
        int best = to == 0 ? 1 : 0;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < colours.length; i++) {
            long distance = 0;
            for (int shift = 0; shift < 24; shift += 8) {
                long d = (colours[i] >> shift & 255) - (colours[to] >> shift & 255);
                distance += d * d;
            }
            if (i != to && distance < least) {
                least = distance;
                best = i;
            }
        }
        return best;
    }

    private static BufferedImage indexed(int w, int h, byte[] indices, int[] colours, int clear) {
        int[] opaque = Arrays.stream(colours).map(c -> c | 0xff000000).toArray();
        IndexColorModel model = new IndexColorModel(8, COLOURS, opaque, 0, false, clear, DataBuffer.TYPE_BYTE);
        BufferedImage image = new BufferedImage(w, h, BufferedImage.TYPE_BYTE_INDEXED, model);
        image.getRaster().setDataElements(0, 0, w, h, indices);
        return image;
    }
}
