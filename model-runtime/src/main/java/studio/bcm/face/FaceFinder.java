package studio.bcm.face;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import studio.bcm.UserException;
import studio.bcm.face.FaceDetector.Candidate;
import studio.bcm.image.PixelSource;
import studio.bcm.model.OnnxNetwork;

/**
 * Finds faces and their points: the detector on the whole picture in several sizes, then the mesh on each of what it
 * found, twice, the second time on the square that the first points give. The detector looks again at that square, and both must be
 * sure. Profiles are left out, since half of their points would be guessed. May be used by several threads.
 */
public final class FaceFinder implements AutoCloseable {
    /** Faces smaller than this are left out: pixels of the longer side of {@link Face#box}. */
    static final int LEAST_SIZE = 24;

    private static final String DETECTOR = "detector.onnx";
    private static final String MESH = "mesh.onnx";
    private static final int MESH_SIDE = 192;
    private static final int PASSES = 2;
    /** Side of the square that the mesh looks at over that of the face. */
    private static final double ROOM = 1.5;
    private static final double DETECTOR_ROOM = 2;
    /** Boxes that overlap by more than this are of one face. */
    private static final double SAME = 0.3;
    /** At the first look. */
    private static final double LEAST_CANDIDATE_SCORE = 0.5;
    /** The mean of both looks. Of an orang-utan, pasta, a hat and knees it was at most .56, of faces of 40 px and more at least .69. */
    private static final double LEAST_DETECTOR_SCORE = 0.6;
    /** On the square that the detector gives, which may be off. */
    private static final double LEAST_FIRST_MESH_SCORE = 0.3;
    /** Of monkeys, fists and stones it was at most .93, of faces .99 and more. */
    private static final double LEAST_MESH_SCORE = 0.95;
    /** Beyond this one eye is hidden, and half of the points are guessed. */
    private static final double GREATEST_TURN = Math.toRadians(52);
    private static final int RIGHT_CHEEK = 234;
    private static final int LEFT_CHEEK = 454;
    /** Most faces that are looked at. */
    private static final int MOST = 32;
    /** Parts of the picture smaller than this would only be enlarged. */
    private static final int LEAST_PART = 128;
    private static final int FINEST_PARTS = 8;

    private final FaceDetector detector;
    private final OnnxNetwork mesh;

    private FaceFinder(OnnxNetwork detector, OnnxNetwork mesh) {
        this.detector = new FaceDetector(detector);
        this.mesh = mesh;
    }

    /** Whether this build has the models. */
    public static boolean isAvailable() {
        return FaceFinder.class.getResource(DETECTOR) != null && FaceFinder.class.getResource(MESH) != null;
    }

    /** @throws UserException when this build has no models */
    public static void requireAvailable() {
        if (!isAvailable()) {
            throw new UserException("This build has no face models: npm or the network was not there when it was built. Build it again with npm.");
        }
    }

    /**
     * Loads the models.
     *
     * @throws UserException when this build has none
     */
    public static FaceFinder open() {
        requireAvailable();
        int threads = Runtime.getRuntime().availableProcessors() > 1 ? 2 : 1;
        return new FaceFinder(OnnxNetwork.open(resource(DETECTOR), threads), OnnxNetwork.open(resource(MESH), threads));
    }

    private static byte[] resource(String name) {
        try (InputStream in = FaceFinder.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Finds faces.
     *
     * @param picture of any size
     * @return largest first; empty where there is none that both models are sure of
     */
    public List<Face> find(PixelSource picture) {
        Sampler sampler = new Sampler(picture);
        List<Face> faces = new ArrayList<>();
        List<Candidate> all = new ArrayList<>();
        for (int parts : parts(Math.max(picture.width(), picture.height()))) {
            all.addAll(detector.find(sampler, picture.width(), picture.height(), parts, LEAST_CANDIDATE_SCORE));
        }
        List<Candidate> candidates = FaceDetector.once(all);
        for (Candidate candidate : candidates.subList(0, Math.min(MOST, candidates.size()))) {
            // A part of a face that is cut by the border of a square lies inside of the whole face.
            if (faces.stream().noneMatch(f -> isInside(candidate.box(), f))) {
                meshed(sampler, candidate).filter(f -> f.size() >= LEAST_SIZE)
                        .filter(f -> faces.stream().noneMatch(known -> isInside(square(f), known) || isInside(square(known), f)))
                        .ifPresent(faces::add);
            }
        }
        faces.sort(Comparator.comparingDouble(Face::size).reversed());
        return List.copyOf(faces);
    }

    private static Placement square(Face face) {
        float[] box = face.box();
        return new Placement(box[0] + box[2] / 2.0, box[1] + box[3] / 2.0, Math.max(box[2], box[3]), 0);
    }

    private static boolean isInside(Placement box, Face face) {
        return square(face).holds(box.x(), box.y(), 0.7);
    }

    /** Into how many parts the longest side is cut for each look: a part has the size that the detector was made for. */
    static List<Integer> parts(int longestSide) {
        List<Integer> parts = new ArrayList<>(List.of(1));
        while (parts.getLast() < FINEST_PARTS && longestSide / (2 * parts.getLast()) >= LEAST_PART) {
            parts.add(2 * parts.getLast());
        }
        return parts;
    }

    private Optional<Face> meshed(Sampler sampler, Candidate candidate) {
        Placement box = candidate.box();
        Face face = null;
        double looks = candidate.score();
        for (int pass = 0; pass < PASSES; pass++) {
            if (pass == 1) {
                // Now that the face is in the middle and upright, a face looks more like one and anything else less.
                looks = (looks + scoreOf(sampler, box)) / 2;
                if (looks < LEAST_DETECTOR_SCORE) {
                    return Optional.empty();
                }
            }
            Placement square = box.times(ROOM);
            float[] x = new float[3 * MESH_SIDE * MESH_SIDE];
            sampler.cut(square, MESH_SIDE, Sampler.Outside.EDGE, x, 0);
            for (int i = 0; i < x.length; i++) {
                x[i] = (x[i] + 1) / 2;
            }
            List<float[]> out = mesh.run(x, 1, 3, MESH_SIDE, MESH_SIDE);
            double score = sigmoid(out.get(1)[0]);
            if (score < (pass == 0 ? LEAST_FIRST_MESH_SCORE : LEAST_MESH_SCORE)) {
                return Optional.empty();
            }
            face = placed(out.get(0), square, looks, score);
            box = around(face);
        }
        return Math.abs(face.turn()) > GREATEST_TURN ? Optional.empty() : Optional.of(face);
    }

    private double scoreOf(Sampler sampler, Placement box) {
        return detector.find(sampler, box.times(DETECTOR_ROOM), 0).stream().filter(c -> c.box().overlap(box) > SAME)
                .mapToDouble(Candidate::score).max().orElse(0);
    }

    private static Face placed(float[] values, Placement square, double detectorScore, double meshScore) {
        float[] x = new float[Face.POINTS];
        float[] y = new float[Face.POINTS];
        for (int i = 0; i < Face.POINTS; i++) {
            double[] place = square.toPicture(values[3 * i] / MESH_SIDE, values[3 * i + 1] / MESH_SIDE);
            x[i] = (float) place[0];
            y[i] = (float) place[1];
        }
        double across = values[3 * LEFT_CHEEK] - values[3 * RIGHT_CHEEK];
        double deep = values[3 * LEFT_CHEEK + 2] - values[3 * RIGHT_CHEEK + 2];
        return new Face(detectorScore, meshScore, Math.atan2(deep, across), x, y);
    }

    /** The square around a face, turned so that its eyes are level. */
    private static Placement around(Face face) {
        double angle = face.tilt();
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double left = Double.MAX_VALUE;
        double right = -Double.MAX_VALUE;
        double top = Double.MAX_VALUE;
        double bottom = -Double.MAX_VALUE;
        for (int i = 0; i < Face.POINTS; i++) {
            double along = face.x()[i] * cos + face.y()[i] * sin;
            double down = face.y()[i] * cos - face.x()[i] * sin;
            left = Math.min(left, along);
            right = Math.max(right, along);
            top = Math.min(top, down);
            bottom = Math.max(bottom, down);
        }
        double u = (left + right) / 2;
        double v = (top + bottom) / 2;
        return new Placement(u * cos - v * sin, u * sin + v * cos, Math.max(right - left, bottom - top), angle);
    }

    static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    @Override
    public void close() {
        detector.close();
        mesh.close();
    }
}
