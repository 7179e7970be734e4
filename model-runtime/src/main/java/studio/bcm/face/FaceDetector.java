package studio.bcm.face;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import studio.bcm.model.OnnxNetwork;

/**
 * MediaPipe's short-range face detector: 128×128 pixels, 896 anchors with a box and six points each. Source: Bazarevsky et al. 2019,
 * 'BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs', arXiv 1907.05047.
 */
final class FaceDetector implements AutoCloseable {
    private static final int SIDE = 128;
    private static final int ANCHORS = 896;
    private static final int VALUES = 16;
    private static final int BATCH = 8;
    /** Boxes that overlap by more than this are of one face. */
    private static final double OVERLAP = 0.3;

    private final OnnxNetwork network;
    private final float[] anchorX = new float[ANCHORS];
    private final float[] anchorY = new float[ANCHORS];

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
        int next = 0;
        // Two anchors at each place of a 16×16 map, six at each of an 8×8 map.
        for (int[] map : new int[][] {{16, 2}, {8, 6}}) {
            for (int i = 0; i < map[0] * map[0] * map[1]; i++) {
                int place = i / map[1];
                anchorX[next] = (place % map[0] + 0.5f) / map[0];
                anchorY[next] = (place / map[0] + 0.5f) / map[0];
                next++;
            }
        }
    }

    /**
     * Looks at squares of a picture.
     *
     * @param least score
     * @return best first, each face once
     */
    List<Candidate> find(Sampler sampler, List<Placement> squares, double least) {
        int length = 3 * SIDE * SIDE;
        List<Candidate> all = IntStream.range(0, Math.ceilDiv(squares.size(), BATCH)).boxed().parallel().flatMap(b -> {
            List<Placement> some = squares.subList(b * BATCH, Math.min(squares.size(), (b + 1) * BATCH));
            float[] x = new float[some.size() * length];
            for (int i = 0; i < some.size(); i++) {
                sampler.cut(some.get(i), SIDE, Sampler.Outside.BLACK, x, i * length);
            }
            List<float[]> out = network.run(x, some.size(), 3, SIDE, SIDE);
            List<Candidate> found = new ArrayList<>();
            for (int i = 0; i < some.size(); i++) {
                found.addAll(merged(decoded(some.get(i), out.get(0), out.get(1), i * ANCHORS, least)));
            }
            return found.stream();
        }).sorted(Comparator.comparingDouble(Candidate::score).reversed()).toList();
        List<Candidate> kept = new ArrayList<>();
        for (Candidate c : all) {
            if (kept.stream().noneMatch(k -> k.box.overlap(c.box) > OVERLAP)) {
                kept.add(c);
            }
        }
        return kept;
    }

    private List<Candidate> decoded(Placement square, float[] boxes, float[] scores, int from, double least) {
        List<Candidate> found = new ArrayList<>();
        for (int k = 0; k < ANCHORS; k++) {
            double score = FaceFinder.sigmoid(scores[from + k]);
            if (score < least) {
                continue;
            }
            int at = (from + k) * VALUES;
            double[] centre = square.toPicture(boxes[at] / SIDE + anchorX[k], boxes[at + 1] / SIDE + anchorY[k]);
            double size = Math.max(boxes[at + 2], boxes[at + 3]) / SIDE * square.size();
            double angle = Math.atan2(boxes[at + 7] - boxes[at + 5], boxes[at + 6] - boxes[at + 4]) + square.angle();
            if (size > 0) {
                found.add(new Candidate(new Placement(centre[0], centre[1], size, angle), score));
            }
        }
        return found;
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
