package studio.bcm.edit.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import studio.bcm.edit.restore.FaithfulProjection.Region;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureBuilder;
import studio.bcm.image.PixelSource;
import studio.bcm.task.Progress;

/**
 * Keeps the mean colour of a restored photo that may not contradict its file. Blocks that are partly black or white were cut
 * off there when they were decoded, and what the file says of their means leaves room to one side only; a photo with many of
 * them would change its colour by a fraction of a level. All pixels are then moved back by as much, within the file's intervals.
 */
public final class MeanColour {
    /** Greatest change of a channel's mean that is left as it is, of 255. */
    private static final double TOLERANCE = 0.15;
    private static final int ATTEMPTS = 3;
    /** More than that would change colours where nothing was wrong, of 255. */
    private static final double GREATEST_OFFSET = 1;
    private static final double LEVEL = 1 / 127.5;

    private final FaithfulProjection projection;
    private final PixelSource before;
    private final long seed;

    /**
     * @param before the upright picture as it was decoded
     * @param seed   of the noise that stands for fractions of a level
     */
    public MeanColour(FaithfulProjection projection, PixelSource before, long seed) {
        this.projection = projection;
        this.before = before;
        this.seed = seed;
    }

    /**
     * The result with the mean colour of the picture: itself where that is near enough.
     *
     * @param after what was restored, in agreement with the file
     */
    public Picture keep(Picture after, Progress progress) {
        Picture kept = after;
        double[] shift = shift(after);
        double[] offset = new double[3];
        for (int attempt = 0; attempt < ATTEMPTS && greatest(shift) > TOLERANCE; attempt++) {
            for (int c = 0; c < 3; c++) {
                offset[c] = Math.clamp(offset[c] - shift[c], -GREATEST_OFFSET, GREATEST_OFFSET);
            }
            progress.checkCancelled();
            Picture moved = moved(after, offset);
            double[] shiftOfMoved = shift(moved);
            if (greatest(shiftOfMoved) >= greatest(shift)) {
                break;
            }
            kept = moved;
            shift = shiftOfMoved;
        }
        return kept;
    }

    private static double greatest(double[] values) {
        return Math.max(Math.abs(values[0]), Math.max(Math.abs(values[1]), Math.abs(values[2])));
    }

    /** Change of the channels' means, of 255. */
    private double[] shift(PixelSource after) {
        double[] sums = bands().parallelStream().map(band -> {
            int plane = band.width() * band.height();
            float[] was = new float[3 * plane];
            float[] is = new float[3 * plane];
            before.read(band.x(), band.y(), band.width(), band.height(), was, 0);
            after.read(band.x(), band.y(), band.width(), band.height(), is, 0);
            double[] sum = new double[3];
            for (int i = 0; i < is.length; i++) {
                sum[i / plane] += is[i] - was[i];
            }
            return sum;
        }).reduce(new double[3], (a, b) -> new double[] {a[0] + b[0], a[1] + b[1], a[2] + b[2]});
        double pixels = (double) before.width() * before.height() * LEVEL;
        return new double[] {sums[0] / pixels, sums[1] / pixels, sums[2] / pixels};
    }

    private Picture moved(Picture after, double[] offset) {
        PictureBuilder result = PictureBuilder.like(after);
        // A fraction of a level is lost in rounding unless it is a chance of a whole one.
        boolean rounds = after.bits() == 8;
        bands().parallelStream().forEach(band -> {
            int plane = band.width() * band.height();
            float[] rgb = new float[3 * plane];
            after.read(band.x(), band.y(), band.width(), band.height(), rgb, 0);
            SplittableRandom random = new SplittableRandom(seed ^ band.y());
            for (int i = 0; i < plane; i++) {
                // The same for the three channels, so that grey pixels take on no colour of noise.
                double fraction = rounds ? random.nextDouble() - 0.5 : 0;
                for (int c = 0; c < 3; c++) {
                    rgb[c * plane + i] += (float) ((offset[c] + (offset[c] == 0 ? 0 : fraction)) * LEVEL);
                }
            }
            projection.project(band, rgb, 0);
            result.write(band.x(), band.y(), band.width(), band.height(), rgb, 0);
        });
        return result.build();
    }

    private List<Region> bands() {
        List<Region> bands = new ArrayList<>();
        for (int y = 0; y < before.height(); y += bands.getLast().height()) {
            bands.add(projection.aligned(new Region(0, y, before.width(), 1)));
        }
        return bands;
    }
}
