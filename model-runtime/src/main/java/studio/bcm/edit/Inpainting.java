package studio.bcm.edit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;
import studio.bcm.UserException;
import studio.bcm.edit.blend.Feather;
import studio.bcm.edit.blend.HoleFill;
import studio.bcm.edit.noise.Grain;
import studio.bcm.edit.noise.Streams;
import studio.bcm.edit.tile.FieldRunner;
import studio.bcm.edit.tile.TileGrid;
import studio.bcm.edit.tile.Tiling;
import studio.bcm.image.PixelSource;
import studio.bcm.image.Pixels;
import studio.bcm.model.ConsistencyFunction;
import studio.bcm.route.Move;
import studio.bcm.route.Route;
import studio.bcm.task.Progress;

/**
 * Fills a masked part of a picture by repeated replacement along falling noise levels: carry down, put the known part back,
 * add less noise, and again (Song et al., Consistency models, 2023, algorithm 4; Li &amp; He, arXiv 2403.18035).
 */
public final class Inpainting {
    /** From here on the first guess, smooth between the borders, still says where light and colour lie. */
    private static final float USUAL_STRENGTH = 10;

    private final ConsistencyFunction function;
    private final Tiling tiling;
    private final long seed;
    private final int feather;
    private final float[] levels;

    private Inpainting(Builder builder) {
        function = builder.function;
        tiling = builder.tilingOr(Tiling.forWholePictures());
        seed = builder.seed;
        feather = builder.feather;
        float top = builder.requireLevel(builder.strength != 0 ? builder.strength : Math.min(USUAL_STRENGTH, function.sigmaMax()));
        float bottom = Math.min(top, 0.1f);
        levels = new float[builder.rounds];
        for (int k = 0; k < levels.length; k++) {
            double fraction = levels.length == 1 ? 0 : (double) k / (levels.length - 1);
            levels[k] = (float) (top * Math.pow(bottom / top, fraction));
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Makes proposals.
     *
     * @param picture the picture
     * @param mask    height·width values, row-major: 1 where to fill, 0 where to keep, between to blend
     * @param count   proposals
     * @param each    receives each, nominally −1…1, with its index; equal to the picture wherever the mask is 0 and
     *                farther from it than the feather
     */
    public WorkRecord run(PixelSource picture, float[] mask, int count, ObjIntConsumer<Pixels> each, Progress progress) {
        long start = System.nanoTime();
        int width = picture.width();
        int height = picture.height();
        if (mask.length != width * height) {
            throw new IllegalArgumentException("mask of " + mask.length + " values for " + width + "×" + height);
        }
        Region region = Region.around(mask, width, height, 3 * function.resolution() / 4 + feather, function.sizeMultiple());
        if (region == null) {
            throw new UserException("Nothing is marked; paint over what shall be filled.");
        }
        Pixels known = Pixels.blank(region.width, region.height);
        picture.read(region.x, region.y, region.width, region.height, known.data(), 0);
        float[] hole = region.cut(mask, width, height);
        float[] soft = Feather.grown(hole, region.width, region.height, feather);
        Pixels base = HoleFill.smooth(known, hole);
        FieldRunner runner = new FieldRunner(function, tiling);
        Pixels whole = Pixels.blank(width, height);
        picture.read(0, 0, width, height, whole.data(), 0);
        for (int i = 0; i < count; i++) {
            Pixels filled = base;
            for (int k = 0; k < levels.length; k++) {
                int units = count * levels.length;
                Pixels noisy = new Pixels(filled.width(), filled.height(), filled.data().clone());
                Grain.add(noisy, levels[k], seed, Streams.PICTURES + i * levels.length + k);
                Pixels result = runner.carry(noisy, levels[k], function.sigmaMin(),
                        progress.part((double) (i * levels.length + k) / units, (i * levels.length + k + 1.0) / units), "Inpainting");
                filled = mixed(known, result, k == levels.length - 1 ? soft : hole);
            }
            each.accept(region.paste(whole, filled, soft), i);
        }
        List<Move> moves = new ArrayList<>();
        for (float level : levels) {
            moves.add(new Move.AddNoise(level));
            moves.add(new Move.Carry(level, function.sigmaMin()));
        }
        return new WorkRecord("inpaint", seed, new Route("inpaint-" + levels.length, moves), levels.length, runner.tilesDone(),
                tiling, Duration.ofNanos(System.nanoTime() - start));
    }

    private static Pixels mixed(Pixels known, Pixels filled, float[] mask) {
        Pixels result = new Pixels(known.width(), known.height(), known.data().clone());
        for (int i = 0; i < result.data().length; i++) {
            float share = mask[i % mask.length];
            result.data()[i] += share * (filled.data()[i] - result.data()[i]);
        }
        return result;
    }

    /** The part of the picture that is worked on. */
    private record Region(int x, int y, int width, int height) {
        /** Null if nothing is masked. */
        static @Nullable Region around(float[] mask, int width, int height, int margin, int multiple) {
            int left = width;
            int right = -1;
            int top = height;
            int bottom = -1;
            for (int j = 0; j < height; j++) {
                for (int i = 0; i < width; i++) {
                    if (mask[j * width + i] > 0) {
                        left = Math.min(left, i);
                        right = Math.max(right, i);
                        top = Math.min(top, j);
                        bottom = j;
                    }
                }
            }
            if (right < 0) {
                return null;
            }
            int x = Math.max(0, left - margin);
            int y = Math.max(0, top - margin);
            int w = TileGrid.roundUp(Math.min(width, right + 1 + margin) - x, multiple);
            int h = TileGrid.roundUp(Math.min(height, bottom + 1 + margin) - y, multiple);
            return new Region(x, y, w, h);
        }

        /** The mask in this region, 0 beyond the picture. */
        float[] cut(float[] mask, int pictureWidth, int pictureHeight) {
            float[] part = new float[width * height];
            for (int j = 0; j < height && y + j < pictureHeight; j++) {
                for (int i = 0; i < width && x + i < pictureWidth; i++) {
                    part[j * width + i] = Math.clamp(mask[(y + j) * pictureWidth + x + i], 0f, 1f);
                }
            }
            return part;
        }

        Pixels paste(Pixels whole, Pixels part, float[] touched) {
            Pixels result = new Pixels(whole.width(), whole.height(), whole.data().clone());
            for (int c = 0; c < 3; c++) {
                for (int j = 0; j < height && y + j < whole.height(); j++) {
                    for (int i = 0; i < width && x + i < whole.width(); i++) {
                        if (touched[j * width + i] > 0) {
                            result.data()[(c * whole.height() + y + j) * whole.width() + x + i] =
                                    part.data()[(c * height + j) * width + i];
                        }
                    }
                }
            }
            return result;
        }
    }

    /** Makes an {@link Inpainting}. */
    public static final class Builder extends OperationBuilder<Builder> {
        private float strength;
        private int rounds = 16;
        private int feather = 4;

        private Builder() {
        }

        /** Sigma of the first round; 10 unless given. Lower ones keep more of the smooth first guess. */
        public Builder optStrength(float value) {
            strength = value;
            return this;
        }

        /** Rounds of replacement, one evaluation each, 1…40; 16 unless given. */
        public Builder optRounds(int value) {
            if (value < 1 || value > 40) {
                throw new IllegalArgumentException(value + " rounds");
            }
            rounds = value;
            return this;
        }

        /** Pixels beyond the mask over which fill and picture are blended; 4 unless given. */
        public Builder optFeather(int value) {
            if (value < 0 || value > 64) {
                throw new IllegalArgumentException("feather " + value);
            }
            feather = value;
            return this;
        }

        public Inpainting build() {
            requireComplete();
            return new Inpainting(this);
        }
    }
}
