package studio.bcm.edit.morph;

import java.util.List;

/** Where what is in A is in B, and how it gets there. Immutable; made by {@link Aligner}. */
public final class Alignment {
    private final CropBox cropA;
    private final CropBox cropB;
    private final int width;
    private final int height;
    private final WarpField field;
    private final List<LevelPicture> levelsA;
    private final List<LevelPicture> levelsB;
    private final double unlikeness;
    private final Correspondences correspondences;

    Alignment(CropBox cropA, CropBox cropB, int width, int height, WarpField field, List<LevelPicture> levelsA, List<LevelPicture> levelsB,
            double unlikeness, Correspondences correspondences) {
        this.cropA = cropA;
        this.cropB = cropB;
        this.width = width;
        this.height = height;
        this.field = field;
        this.levelsA = levelsA;
        this.levelsB = levelsB;
        this.unlikeness = unlikeness;
        this.correspondences = correspondences;
    }

    /** What is in A, in pixels of A from its top left corner, carried to pixels of B. */
    public LinePair.Place toB(double x, double y) {
        return carry(x, y, cropA, cropB, 1);
    }

    /** The way back. */
    public LinePair.Place toA(double x, double y) {
        return carry(x, y, cropB, cropA, -1);
    }

    private LinePair.Place carry(double x, double y, CropBox from, CropBox to, int sign) {
        double u = (x - from.x()) / from.width();
        double v = (y - from.y()) / from.height();
        double[] p = field.halfway(u, v, sign);
        double[] move = new double[2];
        field.at(p[0], p[1], move);
        return new LinePair.Place(to.x() + (p[0] + sign * move[0]) * to.width(), to.y() + (p[1] + sign * move[1]) * to.height());
    }

    /** Mean unlikeness along the map at the working size: 0 for one and the same photo, about 0.5 for photos of different things. */
    public double unlikeness() {
        return unlikeness;
    }

    /** Cells of the working size that turn over at any time of the morph; the solver leaves none. */
    public int folds() {
        float[] vx = new float[width * height];
        float[] vy = new float[width * height];
        field.expand(vx, vy, width, height);
        return FoldGuard.folds(vx, vy, width, height);
    }

    /** Mean length of the way from A to B, as a share of the frame's width. */
    public double meanMovement() {
        float[] vx = new float[width * height];
        float[] vy = new float[width * height];
        field.expand(vx, vy, width, height);
        double sum = 0;
        for (int i = 0; i < vx.length; i++) {
            sum += Math.hypot(vx[i], vy[i]);
        }
        return 2 * sum / vx.length / width;
    }

    public CropBox cropA() {
        return cropA;
    }

    public CropBox cropB() {
        return cropB;
    }

    /** What was known when it was made. */
    Correspondences correspondences() {
        return correspondences;
    }

    /** The same for pictures of which other parts fill the frame. */
    Alignment cropped(CropBox ofA, CropBox ofB) {
        return new Alignment(ofA, ofB, width, height, field, levelsA, levelsB, unlikeness, correspondences);
    }

    /** Columns of the size that it was found at. */
    int width() {
        return width;
    }

    int height() {
        return height;
    }

    WarpField field() {
        return field;
    }

    List<LevelPicture> levelsA() {
        return levelsA;
    }

    List<LevelPicture> levelsB() {
        return levelsB;
    }
}
