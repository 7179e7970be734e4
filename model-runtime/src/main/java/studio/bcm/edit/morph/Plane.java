package studio.bcm.edit.morph;

/**
 * One channel of a picture.
 *
 * @param width  columns
 * @param height rows
 * @param data   height·width values, row-major; shared, not copied
 */
record Plane(int width, int height, float[] data) {
    Plane {
        if (width < 1 || height < 1 || data.length != width * height) {
            throw new IllegalArgumentException(data.length + " values are no plane of " + width + "×" + height);
        }
    }

    static Plane blank(int width, int height) {
        return new Plane(width, height, new float[width * height]);
    }

    float at(int x, int y) {
        return data[y * width + x];
    }

    /** The value between pixels, bilinear; x and y count from the centre of the first pixel and are clamped. */
    float sample(double x, double y) {
        double cx = Math.clamp(x, 0, width - 1);
        double cy = Math.clamp(y, 0, height - 1);
        int i = Math.min((int) cx, Math.max(0, width - 2));
        int j = Math.min((int) cy, Math.max(0, height - 2));
        float u = (float) (cx - i);
        float v = (float) (cy - j);
        int right = width > 1 ? 1 : 0;
        int below = height > 1 ? width : 0;
        int at = j * width + i;
        float top = data[at] + u * (data[at + right] - data[at]);
        float bottom = data[at + below] + u * (data[at + below + right] - data[at + below]);
        return top + v * (bottom - top);
    }

    /** The plane at another size, every value the mean over the area that it covers, or bilinear where that is less than a pixel. */
    Plane resized(int toWidth, int toHeight) {
        if (toWidth == width && toHeight == height) {
            return this;
        }
        Plane narrow = blank(toWidth, height);
        float[][] across = areas(width, toWidth);
        Rows.run(height, toWidth, (from, to) -> {
            for (int y = from; y < to; y++) {
                for (int x = 0; x < toWidth; x++) {
                    float[] weights = across[x];
                    int start = y * width + (int) weights[0];
                    float sum = 0;
                    for (int k = 1; k < weights.length; k++) {
                        sum += weights[k] * data[start + k - 1];
                    }
                    narrow.data[y * toWidth + x] = sum;
                }
            }
        });
        Plane result = blank(toWidth, toHeight);
        float[][] down = areas(height, toHeight);
        Rows.run(toHeight, toWidth, (from, to) -> {
            for (int y = from; y < to; y++) {
                float[] weights = down[y];
                int out = y * toWidth;
                for (int k = 1; k < weights.length; k++) {
                    int in = ((int) weights[0] + k - 1) * toWidth;
                    float weight = weights[k];
                    for (int x = 0; x < toWidth; x++) {
                        result.data[out + x] += weight * narrow.data[in + x];
                    }
                }
            }
        });
        return result;
    }

    /** For each of {@code to} values the first index of those that it is made of, followed by their weights. */
    static float[][] areas(int from, int to) {
        double scale = (double) from / to;
        double half = Math.max(1, scale) / 2;
        float[][] taps = new float[to][];
        for (int i = 0; i < to; i++) {
            double centre = (i + 0.5) * scale;
            int first = Math.clamp((int) Math.floor(centre - half), 0, from - 1);
            int last = Math.clamp((int) Math.ceil(centre + half) - 1, first, from - 1);
            float[] weights = new float[last - first + 2];
            weights[0] = first;
            double sum = 0;
            for (int k = first; k <= last; k++) {
                double covered = Math.max(0, Math.min(k + 1, centre + half) - Math.max(k, centre - half));
                weights[k - first + 1] = (float) covered;
                sum += covered;
            }
            for (int k = 1; k < weights.length; k++) {
                weights[k] /= (float) sum;
            }
            taps[i] = weights;
        }
        return taps;
    }

    /** The plane smoothed by a Gaussian of that deviation in pixels, with the border values going on outside. */
    Plane blurred(double sigma) {
        if (sigma <= 0) {
            return this;
        }
        int radius = (int) Math.ceil(3 * sigma);
        float[] kernel = new float[2 * radius + 1];
        float sum = 0;
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = (float) Math.exp(-0.5 * (i - radius) * (i - radius) / (sigma * sigma));
            sum += kernel[i];
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] /= sum;
        }
        Plane across = blank(width, height);
        Rows.run(height, width, (from, to) -> {
            float[] padded = new float[width + 2 * radius];
            for (int y = from; y < to; y++) {
                for (int x = 0; x < padded.length; x++) {
                    padded[x] = data[y * width + Math.clamp(x - radius, 0, width - 1)];
                }
                int out = y * width;
                for (int k = 0; k < kernel.length; k++) {
                    float weight = kernel[k];
                    for (int x = 0; x < width; x++) {
                        across.data[out + x] += weight * padded[x + k];
                    }
                }
            }
        });
        Plane result = blank(width, height);
        Rows.run(height, width, (from, to) -> {
            for (int y = from; y < to; y++) {
                int out = y * width;
                for (int k = 0; k < kernel.length; k++) {
                    int in = Math.clamp(y + k - radius, 0, height - 1) * width;
                    float weight = kernel[k];
                    for (int x = 0; x < width; x++) {
                        result.data[out + x] += weight * across.data[in + x];
                    }
                }
            }
        });
        return result;
    }
}
