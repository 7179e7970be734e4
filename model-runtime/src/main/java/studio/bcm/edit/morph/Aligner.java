package studio.bcm.edit.morph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import studio.bcm.image.PixelSource;
import studio.bcm.task.Progress;

/**
 * Finds what corresponds in two photos, by structural similarity on the frame halfway between them (Liao, Lima, Nehab,
 * Hoppe and Sander, Automating image morphing using structural similarity on a halfway domain, 2014).
 */
public final class Aligner {
    /** Pixels of the short side that the map is found at. */
    private static final int WORKING_SIDE = 256;
    private static final int COARSEST_SIDE = 16;
    private static final int SEARCH_SIDE = 32;
    /** Longest side over shortest of a frame in which anything is looked for. */
    private static final int LONGEST = 8;
    /** Follows faces and tears none: found on portraits with points set by hand. */
    private static final double BENDING_OF_FACES = 0.0007;
    /** Keeps straight and round what nothing fits: found on photos of other things, by eye. */
    private static final double BENDING = 0.004;
    private static final int ITERATIONS = 40;
    /** At the last level but one, which holds nearly all, and at the last. */
    private static final int[] ITERATIONS_AGAIN = {12, 3};
    /** From so many hints on there are faces, and B is placed as they say. */
    private static final int ENOUGH_HINTS = 30;
    /** Places of a line that are held, for each of its pixels at the working size. */
    private static final double LINE_DENSITY = 0.25;

    private final Double bending;
    private final boolean search;

    private Aligner(Builder builder) {
        bending = builder.bending;
        search = builder.search;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Aligns two photos, of each of which the middle is used where their shapes differ. */
    public Alignment align(PixelSource a, PixelSource b, Correspondences known, Progress progress) {
        return align(a, new CropBox(0, 0, a.width(), a.height()), b, CropBox.centred(b.width(), b.height(), a.width(), a.height()), known, progress);
    }

    /** Aligns parts of two photos. */
    public Alignment align(PixelSource a, CropBox cropA, PixelSource b, CropBox cropB, Correspondences known, Progress progress) {
        double side = Math.min(WORKING_SIDE, Math.max(1, Math.min(cropA.width(), cropA.height())));
        double scale = side / Math.min(cropA.width(), cropA.height());
        int width = (int) Math.max(1, Math.round(Math.min(cropA.width() * scale, LONGEST * side)));
        int height = (int) Math.max(1, Math.round(Math.min(cropA.height() * scale, LONGEST * side)));
        progress.checkCancelled();
        List<Plane> ofA = WorkingCopy.channels(WorkingCopy.of(a, cropA, width, height));
        List<Plane> ofB = WorkingCopy.channels(WorkingCopy.of(b, cropB, width, height));
        List<LevelPicture> levelsA = new ArrayList<>();
        List<LevelPicture> levelsB = new ArrayList<>();
        for (int[] size : sizes(width, height)) {
            levelsA.add(new LevelPicture(WorkingCopy.resized(ofA, size[0], size[1])));
            levelsB.add(new LevelPicture(WorkingCopy.resized(ofB, size[0], size[1])));
        }
        List<PointConstraint> points = constraints(known, cropA, cropB, Math.max(width, height));
        if (Math.min(width, height) < COARSEST_SIDE || Math.max(cropA.width() / cropA.height(), cropA.height() / cropA.width()) > LONGEST) {
            return alignment(cropA, cropB, levelsA, levelsB, WarpField.none(), known);
        }
        List<Affine> starts = new ArrayList<>(List.of(Affine.NONE));
        if (known.hints().size() >= ENOUGH_HINTS) {
            // Faces say more of how B is to be placed than any search.
            starts.set(0, Affine.similar(points, width, height));
        } else if (search) {
            int at = levelsA.size() == 1 ? 0 : 1;
            new PlacementSearch(levelsA.getFirst(), levelsB.getFirst(), levelsA.get(at), levelsB.get(at)).find()
                    .forEach(p -> starts.add(p.displacement(width, height)));
        }
        int[] iterations = new int[levelsA.size()];
        Arrays.fill(iterations, ITERATIONS);
        WarpField field = new FieldSolver(levelsA, levelsB, points, bending(known)).fromPlacements(starts, iterations, progress);
        return alignment(cropA, cropB, levelsA, levelsB, field, known);
    }

    /** Aligns again after points were placed, dragged or deleted: quick, since it begins with what was found before. */
    public Alignment again(Alignment before, Correspondences known, Progress progress) {
        List<PointConstraint> points = constraints(known, before.cropA(), before.cropB(), Math.max(before.width(), before.height()));
        int levels = before.levelsA().size();
        int[] iterations = new int[levels];
        int first = Math.max(0, levels - ITERATIONS_AGAIN.length);
        for (int i = first; i < levels; i++) {
            iterations[i] = ITERATIONS_AGAIN[i - levels + ITERATIONS_AGAIN.length];
        }
        WarpField field = new FieldSolver(before.levelsA(), before.levelsB(), points, bending(known)).fromField(before.field(), first, iterations, progress);
        return alignment(before.cropA(), before.cropB(), before.levelsA(), before.levelsB(), field, known);
    }

    private double bending(Correspondences known) {
        if (bending != null) {
            return bending;
        }
        return known.hints().size() >= ENOUGH_HINTS ? BENDING_OF_FACES : BENDING;
    }

    /** Widths and heights of the levels, coarsest first. */
    private static List<int[]> sizes(int width, int height) {
        List<int[]> sizes = new ArrayList<>();
        double side = Math.min(width, height);
        int count = 1;
        while (side / Math.pow(2, count) >= COARSEST_SIDE) {
            count++;
        }
        for (int i = count - 1; i >= 0; i--) {
            double scale = Math.pow(0.5, i);
            sizes.add(new int[] {(int) Math.max(1, Math.round(width * scale)), (int) Math.max(1, Math.round(height * scale))});
        }
        return sizes;
    }

    private static Alignment alignment(CropBox cropA, CropBox cropB, List<LevelPicture> levelsA, List<LevelPicture> levelsB, WarpField field,
            Correspondences known) {
        LevelPicture a = levelsA.getLast();
        float[] vx = new float[a.width * a.height];
        float[] vy = new float[a.width * a.height];
        field.expand(vx, vy, a.width, a.height);
        double unlike = new Similarity(a, levelsB.getLast()).measure((from, to, x, y) -> {
            System.arraycopy(vx, from * a.width, x, 0, x.length);
            System.arraycopy(vy, from * a.width, y, 0, y.length);
        }, null) / vx.length;
        return new Alignment(cropA, cropB, a.width, a.height, field, levelsA, levelsB, unlike, known);
    }

    private static List<PointConstraint> constraints(Correspondences known, CropBox a, CropBox b, int side) {
        List<PointConstraint> points = new ArrayList<>();
        known.pairs().forEach(p -> points.add(constraint(p, a, b, Double.POSITIVE_INFINITY)));
        for (LinePair line : known.lines()) {
            double length = Math.max(LinePair.length(line.a()) / Math.max(a.width(), a.height()), LinePair.length(line.b()) / Math.max(b.width(), b.height()));
            int count = Math.clamp(Math.round(LINE_DENSITY * length * side), 3, 200);
            line.points(count).forEach(p -> points.add(constraint(p, a, b, Double.POSITIVE_INFINITY)));
        }
        known.hints().forEach(h -> points.add(constraint(h.pair(), a, b, h.weight())));
        return points;
    }

    private static PointConstraint constraint(PointPair pair, CropBox a, CropBox b, double weight) {
        return PointConstraint.of((pair.xa() - a.x()) / a.width(), (pair.ya() - a.y()) / a.height(), (pair.xb() - b.x()) / b.width(),
                (pair.yb() - b.y()) / b.height(), weight);
    }

    /** Makes an {@link Aligner}. */
    public static final class Builder {
        private Double bending;
        private boolean search = true;

        private Builder() {
        }

        /** Weight of the bending energy; greater than 0; less where faces are known than elsewhere unless given. The less, the closer the map follows the pictures, and the sooner it tears faces. */
        public Builder optBending(double value) {
            if (!(value > 0)) {
                throw new IllegalArgumentException("bending " + value);
            }
            bending = value;
            return this;
        }

        /** Whether to look for another scale, place or turn of B first; true unless given. */
        public Builder optSearch(boolean value) {
            search = value;
            return this;
        }

        public Aligner build() {
            return new Aligner(this);
        }
    }
}
