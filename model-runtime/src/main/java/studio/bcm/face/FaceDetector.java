package studio.bcm.face;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import studio.bcm.model.OnnxNetwork;

/**
 * MediaPipe's short-range face detector: 128×128 pixels, 896 anchors with a box and six points each; and as many more on larger
 * pictures, since it consists of convolutions. Source: Bazarevsky et al. 2019, 'BlazeFace: Sub-millisecond Neural Face Detection on
 * Mobile GPUs', arXiv 1907.05047.
 */
final class FaceDetector implements AutoCloseable {
    private static final int SIDE = 128;
    /** Sides of larger pictures are multiples of this. */
    private static final int UNIT = 32;
    private static final int VALUES = 16;
    /** Pixels between anchors, and how many there are at each place. */
    private static final int[][] MAPS = {{8, 2}, {16, 6}};
    /** Boxes that overlap by more than this are of one face. */
    private static final double OVERLAP = 0.3;

    private final OnnxNetwork network;

    /**
     * What may be a face.
     *
     * @param box   its square, turned so that the eyes are level
     * @param score 0…1
     */
    record Candidate(Placement box, double score) {
    }

    FaceDetector(OnnxNetwork network) {
        this.network = network;
    }

    /**
     * Looks at the whole picture, so that faces of about a tenth to all of a part of it are found.
     *
     * @param width of the picture in pixels
     * @param parts how many parts the longest side has
     * @param least score
     * @return best first, each face once
     */
    List<Candidate> find(Sampler sampler, int width, int height, int parts, double least) {
        int longest = Math.max(width, height);
        double step = (double) longest / (parts * SIDE);
        int columns = Math.max(SIDE, Math.ceilDiv((int) Math.ceil(width / step - 1e-6), UNIT) * UNIT);
        int rows = Math.max(SIDE, Math.ceilDiv((int) Math.ceil(height / step - 1e-6), UNIT) * UNIT);
        List<float[]> out = network.run(sampler.whole(step, columns, rows), 1, 3, rows, columns);
        return merged(decoded(new Look(width / 2.0, height / 2.0, step, 0, columns, rows), out.get(0), out.get(1), least));
    }

    /** Looks at a square of a picture; as above. */
    List<Candidate> find(Sampler sampler, Placement square, double least) {
        float[] x = new float[3 * SIDE * SIDE];
        sampler.cut(square, SIDE, Sampler.Outside.BLACK, x, 0);
        List<float[]> out = network.run(x, 1, 3, SIDE, SIDE);
        return merged(decoded(new Look(square.x(), square.y(), square.size() / SIDE, square.angle(), SIDE, SIDE), out.get(0), out.get(1), least));
    }

    /**
     * What the network looked at.
     *
     * @param x    middle in the picture
     * @param step pixels of the picture for one of the network's
     */
    private record Look(double x, double y, double step, double angle, int columns, int rows) {
        double[] toPicture(double column, double row) {
            double dx = (column - columns / 2.0) * step;
            double dy = (row - rows / 2.0) * step;
            double cos = Math.cos(angle);
            double sin = Math.sin(angle);
            return new double[] {x + dx * cos - dy * sin, y + dx * sin + dy * cos};
        }
    }

    private static List<Candidate> decoded(Look look, float[] boxes, float[] scores, double least) {
        List<Candidate> found = new ArrayList<>();
        int k = 0;
        for (int[] map : MAPS) {
            int across = look.columns / map[0];
            for (int i = 0; i < across * (look.rows / map[0]) * map[1]; i++, k++) {
                double score = FaceFinder.sigmoid(scores[k]);
                if (score < least) {
                    continue;
                }
                int place = i / map[1];
                int at = k * VALUES;
                double[] centre = look.toPicture(boxes[at] + (place % across + 0.5) * map[0], boxes[at + 1] + (place / across + 0.5) * map[0]);
                double size = Math.max(boxes[at + 2], boxes[at + 3]) * look.step;
                double angle = Math.atan2(boxes[at + 7] - boxes[at + 5], boxes[at + 6] - boxes[at + 4]) + look.angle;
                if (size > 0) {
                    found.add(new Candidate(new Placement(centre[0], centre[1], size, angle), score));
                }
            }
        }
        return found;
    }

    /** Of what was found in several looks, each face once, best first. */
    static List<Candidate> once(List<Candidate> all) {
        List<Candidate> kept = new ArrayList<>();
        all.stream().sorted(Comparator.comparingDouble(Candidate::score).reversed()).forEach(c -> {
            if (kept.stream().noneMatch(k -> k.box.overlap(c.box) > OVERLAP)) {
                kept.add(c);
            }
        });
        return kept;
    }

    /** Non-maximum suppression in which a face's boxes are averaged by their scores, which trembles less than the best box. */
    private static List<Candidate> merged(List<Candidate> candidates) {
        List<Candidate> left = new ArrayList<>(candidates);
        left.sort(Comparator.comparingDouble(Candidate::score).reversed());
        List<Candidate> merged = new ArrayList<>();
        while (!left.isEmpty()) {
            Candidate best = left.getFirst();
            List<Candidate> same = left.stream().filter(c -> c == best || c.box.overlap(best.box) > OVERLAP).toList();
            left.removeAll(same);
            double sum = 0;
            double x = 0;
            double y = 0;
            double size = 0;
            double sin = 0;
            double cos = 0;
            for (Candidate c : same) {
                sum += c.score;
                x += c.score * c.box.x();
                y += c.score * c.box.y();
                size += c.score * c.box.size();
                sin += c.score * Math.sin(c.box.angle());
                cos += c.score * Math.cos(c.box.angle());
            }
            merged.add(new Candidate(new Placement(x / sum, y / sum, size / sum, Math.atan2(sin, cos)), best.score));
        }
        return merged;
    }

    @Override
    public void close() {
        network.close();
    }
}
