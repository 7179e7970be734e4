package studio.bcm.image;

import java.util.List;
import studio.bcm.image.metadata.Metadata;

/**
 * Makes a {@link Picture} from rectangles that arrive in any order, straight into its 8- or 16-bit storage: there is never a
 * second whole copy. Rectangles that do not overlap may be written by several threads.
 */
public final class PictureBuilder implements PixelSink {
    private final int width;
    private final int height;
    private int bits = 8;
    private boolean grey;
    private Samples alpha;
    private Metadata metadata = Metadata.none();
    private PictureFormat sourceFormat;
    private volatile Samples colour;
    private boolean built;

    /** For an sRGB picture of 8-bit RGB without alpha, black until written. */
    public PictureBuilder(int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("no picture is " + width + "×" + height);
        }
        this.width = width;
        this.height = height;
    }

    /** For a picture with the size, depth, alpha and metadata of another. */
    public static PictureBuilder like(Picture picture) {
        PictureBuilder builder = new PictureBuilder(picture.width(), picture.height())
                .optBits(picture.bits()).optGrey(picture.isGrey()).optMetadata(picture.metadata());
        builder.alpha = picture.alpha().orElse(null);
        builder.sourceFormat = picture.sourceFormat().orElse(null);
        return builder;
    }

    /** For a picture like another, in another size: the alpha channel is scaled, the metadata states the new size. */
    public static PictureBuilder like(Picture picture, int width, int height) {
        PictureBuilder builder = new PictureBuilder(width, height).optBits(picture.bits()).optGrey(picture.isGrey())
                .optMetadata(picture.metadata().resized(width, height));
        builder.alpha = picture.alpha().map(a -> a.scaled(width, height)).orElse(null);
        builder.sourceFormat = picture.sourceFormat().orElse(null);
        return builder;
    }

    /** Bits a channel, 8 (unless set) or 16. */
    public PictureBuilder optBits(int value) {
        if (value != 8 && value != 16) {
            throw new IllegalArgumentException("a channel has 8 or 16 bits, not " + value);
        }
        requireUnwritten();
        bits = value;
        return this;
    }

    /** Whether the picture is grey: then the luma of what is written is stored. */
    public PictureBuilder optGrey(boolean value) {
        requireUnwritten();
        grey = value;
        return this;
    }

    /** Metadata of the picture, of which the ICC profile says what the values mean. */
    public PictureBuilder optMetadata(Metadata value) {
        metadata = value;
        return this;
    }

    private void requireUnwritten() {
        if (colour != null) {
            throw new IllegalStateException("the storage is laid out once the first rectangle is written");
        }
    }

    /**
     * Opacity of the picture, 8 bits.
     *
     * @param values height·width values, −1 (clear) … 1 (opaque), row-major
     */
    public PictureBuilder optOpacity(float[] values) {
        if (values.length != (long) width * height) {
            throw new IllegalArgumentException(values.length + " values are no opacity of " + width + "×" + height);
        }
        Samples opacity = Samples.blank(width, height, 1, 8);
        for (int i = 0; i < values.length; i++) {
            opacity.bytes()[i] = (byte) Quantum.level(values[i]);
        }
        alpha = opacity;
        return this;
    }

    @Override
    public void write(int x, int y, int w, int h, float[] from, int offset) {
        if (built) {
            throw new IllegalStateException("the picture has been built");
        }
        if (x < 0 || y < 0 || w < 1 || h < 1 || x + w > width || y + h > height) {
            throw new IllegalArgumentException(w + "×" + h + " at " + x + "," + y + " is not inside " + width + "×" + height);
        }
        storage().writeRgb(x, y, w, h, from, offset);
    }

    private Samples storage() {
        Samples storage = colour;
        if (storage == null) {
            synchronized (this) {
                storage = colour;
                if (storage == null) {
                    storage = Samples.blank(width, height, grey ? 1 : 3, bits);
                    colour = storage;
                }
            }
        }
        return storage;
    }

    /** The finished picture; the builder takes nothing after this. */
    public Picture build() {
        Samples storage = storage();
        built = true;
        return new Picture(storage, alpha, metadata, sourceFormat, null, List.of());
    }
}
