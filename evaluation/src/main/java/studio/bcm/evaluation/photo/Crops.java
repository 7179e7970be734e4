package studio.bcm.evaluation.photo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import studio.bcm.evaluation.figure.Sheet;
import studio.bcm.image.Lanczos;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;

/**
 * Square pieces of photos on which a model is measured at the size that it was trained on.
 *
 * @param size columns and rows of each
 * @param data planar RGB in −1…1, N×3×size×size
 * @param labels class of each, or null for an unconditional model
 */
public record Crops(int size, float[] data, long @Nullable [] labels) {
    public Crops(int size, float[] data) {
        this(size, data, null);
    }

    public Crops {
        if (size < 1 || data.length == 0 || data.length % (3 * size * size) != 0) {
            throw new IllegalArgumentException(data.length + " values are no crops of " + size + "×" + size);
        }
        if (labels != null && labels.length != data.length / (3 * size * size)) {
            throw new IllegalArgumentException(labels.length + " classes for other crops");
        }
    }

    public int count() {
        return data.length / length();
    }

    /** Values of one crop. */
    public int length() {
        return 3 * size * size;
    }

    /** The crops {@code first}…{@code first + n − 1}, N×3×size×size; a copy. */
    public float[] batch(int first, int n) {
        float[] batch = new float[n * length()];
        System.arraycopy(data, first * length(), batch, 0, batch.length);
        return batch;
    }

    /** The first {@code n} of them, or all when there are fewer. */
    public Crops first(int n) {
        return n >= count() ? this : new Crops(size, batch(0, n), labels == null ? null : Arrays.copyOf(labels, n));
    }

    public List<Pixels> pictures(int first, int n) {
        return Sheet.pictures(batch(first, n), n, size, size);
    }

    public static Builder builder(int size) {
        return new Builder(size);
    }

    /** Collects crops photo by photo, so that no two photos need be in memory together. */
    public static final class Builder {
        private final int size;
        private final List<float[]> crops = new ArrayList<>();
        private final List<String> names = new ArrayList<>();

        private Builder(int size) {
            this.size = size;
        }

        /**
         * Takes crops at random places, the same for the same seed and photo size. A photo that is smaller than a crop
         * gives none.
         */
        public void add(PixelSource photo, String name, int count, long seed) {
            if (photo.width() < size || photo.height() < size) {
                return;
            }
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < count; i++) {
                float[] crop = new float[3 * size * size];
                int x = random.nextInt(photo.width() - size + 1);
                int y = random.nextInt(photo.height() - size + 1);
                photo.read(x, y, size, size, crop, 0);
                crops.add(crop);
                names.add(name);
            }
        }

        /** Takes the middle square of a photo, made as small as a crop. */
        void addWhole(PixelSource photo, String name) {
            double side = Math.min(photo.width(), photo.height());
            if (side < size) {
                return;
            }
            float[] crop = Lanczos.resample(photo, (photo.width() - side) / 2, (photo.height() - side) / 2, side, side, size, size).data();
            for (int i = 0; i < crop.length; i++) {
                crop[i] = Math.clamp(crop[i], -1f, 1f);
            }
            crops.add(crop);
            names.add(name);
        }

        /** Puts them in an order that has nothing to do with that of the photos, the same for the same seed. */
        public Builder shuffle(long seed) {
            Collections.shuffle(crops, new Random(seed));
            Collections.shuffle(names, new Random(seed));
            return this;
        }

        boolean isEmpty() {
            return crops.isEmpty();
        }

        /** @param classes gives each photo's */
        public Crops build(ClassChoice classes) {
            int length = 3 * size * size;
            float[] data = new float[crops.size() * length];
            for (int i = 0; i < crops.size(); i++) {
                System.arraycopy(crops.get(i), 0, data, i * length, length);
            }
            return new Crops(size, data, classes.ofPhotos(names));
        }
    }
}
