package studio.bcm.edit.morph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Looks for the scale, shift and turn of B that make it most like A, on small copies of both. Moving has a price, so that
 * photos with nothing in common stay where they are.
 */
final class PlacementSearch {
    private static final double[] SCALES = {0.56, 0.67, 0.8, 0.9, 1, 1.11, 1.25, 1.5, 1.8};
    private static final double[] TURNS = {-25, -12, 0, 12, 25};
    /** Shifts are tried up to this share of the short side, in steps of {@link #SHIFT_STEP}. */
    private static final double FARTHEST = 0.25;
    private static final double SHIFT_STEP = 0.0625;
    /** Price of a place that one of the photos does not reach. */
    private static final double OUTSIDE = 0.15;
    private static final double LEAST_INSIDE = 0.35;
    /** Price of moving, by |log scale| + shift over short side + turn in radians. */
    private static final double MOVING = 0.15;
    private static final int FINALISTS = 6;
    private static final int FOLLOWED = 2;

    private final LevelPicture coarseA;
    private final LevelPicture coarseB;
    private final LevelPicture a;
    private final LevelPicture b;

    /**
     * Takes both photos at two sizes.
     *
     * @param coarseA for the tour of all placements, about 16 px on the short side
     * @param a       for the finalists, about 32
     */
    PlacementSearch(LevelPicture coarseA, LevelPicture coarseB, LevelPicture a, LevelPicture b) {
        this.coarseA = coarseA;
        this.coarseB = coarseB;
        this.a = a;
        this.b = b;
    }

    /**
     * A placement of B: a place of A at offset r from the middle is at scale·R(turn)·r + shift from the middle of B.
     *
     * @param scale B's size over A's
     * @param turn  in degrees
     * @param dx    shift over the short side
     * @param dy    shift over the short side
     */
    record Placement(double scale, double turn, double dx, double dy) {
        static final Placement SAME = new Placement(1, 0, 0, 0);

        double price() {
            return MOVING * (Math.abs(Math.log(scale)) + Math.hypot(dx, dy) + 2 * Math.abs(Math.toRadians(turn)));
        }

        /** The displacement on the halfway grid of a picture of that size: A's place is p−v, B's p+v. */
        Affine displacement(int width, int height) {
            double cos = scale * Math.cos(Math.toRadians(turn));
            double sin = scale * Math.sin(Math.toRadians(turn));
            double side = Math.min(width, height);
            // (I + S)⁻¹ for S = [cos −sin; sin cos].
            double det = (1 + cos) * (1 + cos) + sin * sin;
            double ia = (1 + cos) / det;
            double ib = sin / det;
            // A's offset is (I+S)⁻¹(2p − t), with p from the middle.
            double tx = dx * side;
            double ty = dy * side;
            double xx = 1 - 2 * ia;
            double xy = -2 * ib;
            double yx = 2 * ib;
            double x0 = ia * tx + ib * ty;
            double y0 = ia * ty - ib * tx;
            double aspect = (double) height / width;
            return new Affine(xx, xy * aspect, x0 / width - 0.5 * (xx + xy * aspect),
                    yx / aspect, xx, y0 / height - 0.5 * (yx / aspect + xx));
        }
    }

    private record Scored(Placement placement, double score) {
    }

    /** The best placements other than leaving B where it is, best first. */
    List<Placement> find() {
        List<Placement> all = new ArrayList<>();
        for (double scale : SCALES) {
            for (double turn : TURNS) {
                for (double dy = -FARTHEST; dy <= FARTHEST; dy += SHIFT_STEP) {
                    for (double dx = -FARTHEST; dx <= FARTHEST; dx += SHIFT_STEP) {
                        all.add(new Placement(scale, turn, dx, dy));
                    }
                }
            }
        }
        List<Scored> best = all.parallelStream().map(p -> new Scored(p, score(coarseA, coarseB, p)))
                .sorted(Comparator.comparingDouble(Scored::score)).limit(FINALISTS).toList();
        List<Scored> refined = new ArrayList<>(best.parallelStream().map(p -> refined(p.placement())).toList());
        refined.sort(Comparator.comparingDouble(Scored::score));
        double still = score(a, b, Placement.SAME);
        return refined.stream().filter(p -> p.score() < still).map(Scored::placement).distinct().limit(FOLLOWED).toList();
    }

    private Scored refined(Placement start) {
        Scored best = new Scored(start, score(a, b, start));
        double step = 1;
        for (int round = 0; round < 8; round++) {
            Placement p = best.placement();
            double grow = Math.pow(1.06, step);
            double shift = SHIFT_STEP / 2 * step;
            double turn = 6 * step;
            Scored next = Stream.of(new Placement(p.scale * grow, p.turn, p.dx, p.dy), new Placement(p.scale / grow, p.turn, p.dx, p.dy),
                    new Placement(p.scale, p.turn + turn, p.dx, p.dy), new Placement(p.scale, p.turn - turn, p.dx, p.dy),
                    new Placement(p.scale, p.turn, p.dx + shift, p.dy), new Placement(p.scale, p.turn, p.dx - shift, p.dy),
                    new Placement(p.scale, p.turn, p.dx, p.dy + shift), new Placement(p.scale, p.turn, p.dx, p.dy - shift))
                    .map(q -> new Scored(q, score(a, b, q))).min(Comparator.comparingDouble(Scored::score)).orElseThrow();
            if (next.score() < best.score()) {
                best = next;
            } else {
                step /= 2;
            }
        }
        return best;
    }

    /** Mean unlikeness where both photos reach, and the prices. */
    static double score(LevelPicture a, LevelPicture b, Placement placement) {
        int width = a.width;
        int height = a.height;
        float[] vx = new float[width * height];
        float[] vy = new float[width * height];
        placement.displacement(width, height).addTo(vx, vy, width, height);
        float[] unlike = new Similarity(a, b).each((from, to, x, y) -> {
            System.arraycopy(vx, from * width, x, 0, x.length);
            System.arraycopy(vy, from * width, y, 0, y.length);
        });
        double sum = 0;
        int inside = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                if (Math.abs(2 * x - width + 1) + 2 * Math.abs(vx[i]) <= width && Math.abs(2 * y - height + 1) + 2 * Math.abs(vy[i]) <= height) {
                    sum += unlike[i];
                    inside++;
                }
            }
        }
        double share = (double) inside / (width * height);
        return share < LEAST_INSIDE ? Double.MAX_VALUE : sum / inside + OUTSIDE * (1 - share) + placement.price();
    }
}
