package studio.bcm.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;

/**
 * Square pieces of photos on which a model is measured at the size that it was trained on.
 *
 * @param size columns and rows of each
 * @param data planar RGB in −1…1, N×3×size×size
 */
record Crops(int size, float[] data) {
    Crops {
        if (size < 1 || data.length == 0 || data.length % (3 * size * size) != 0) {
            throw new IllegalArgumentException(data.length + " values are no crops of " + size + "×" + size);
        }
    }

    int count() {
        return data.length / length();
    }

    /** Values of one crop. */
    int length() {
        return 3 * size * size;
    }

    /** The crops {@code first}…{@code first + n − 1}, N×3×size×size; a copy. */
    float[] batch(int first, int n) {
        float[] batch = new float[n * length()];
        System.arraycopy(data, first * length(), batch, 0, batch.length);
        return batch;
    }

    /** The first {@code n} of them, or all when there are fewer. */
    Crops first(int n) {
        return n >= count() ? this : new Crops(size, batch(0, n));
    }

    List<Pixels> pictures(int first, int n) {
        return Sheet.pictures(batch(first, n), n, size, size);
    }

    static Builder builder(int size) {
        return new Builder(size);
    }

    /** Collects crops photo by photo, so that no two photos need be in memory together. */
    static final class Builder {
        private final int size;
        private final List<float[]> crops = new ArrayList<>();

        private Builder(int size) {
            this.size = size;
        }

        /**
         * Takes crops at random places, the same for the same seed and photo size. A photo that is smaller than a crop
         * gives none.
         */
        void add(PixelSource photo, int count, long seed) {
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
            }
        }

        boolean isEmpty() {
            return crops.isEmpty();
        }

        Crops build() {
            int length = 3 * size * size;
            float[] data = new float[crops.size() * length];
            for (int i = 0; i < crops.size(); i++) {
                System.arraycopy(crops.get(i), 0, data, i * length, length);
            }
            return new Crops(size, data);
        }
    }
}
