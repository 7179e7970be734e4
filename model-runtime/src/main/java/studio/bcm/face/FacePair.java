package studio.bcm.face;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A face in one picture and the face in another that it becomes.
 *
 * @param a in the first picture
 * @param b in the second
 */
public record FacePair(Face a, Face b) {
    /** A face this much smaller than another in the same picture is no part of what the picture shows. */
    private static final double LEAST_SHARE = 0.2;
    /** Weight of a face twice as large against a distance of the whole picture. */
    private static final double SIZE_WEIGHT = 0.25;

    /**
     * A picture with its faces.
     *
     * @param width  of the picture in pixels
     * @param height of the picture
     * @param faces  found in it
     */
    public record Side(int width, int height, List<Face> faces) {
        public Side {
            faces = List.copyOf(faces);
        }

        /** Those that count beside the largest one. */
        private List<Face> prominent() {
            double largest = faces.stream().mapToDouble(Face::size).max().orElse(0);
            return faces.stream().filter(f -> f.size() >= LEAST_SHARE * largest)
                    .sorted(Comparator.comparingDouble(Face::size).reversed()).toList();
        }
    }

    private record Choice(Face a, Face b, double cost) {
    }

    /**
     * Pairs faces by place and size: always the two that are nearest in both, until one picture has none left. Where both pictures
     * have one face, these are the pair, wherever they are.
     *
     * @return largest in the first picture first
     */
    public static List<FacePair> match(Side a, Side b) {
        List<Choice> choices = new ArrayList<>();
        for (Face fa : a.prominent()) {
            for (Face fb : b.prominent()) {
                choices.add(new Choice(fa, fb, cost(fa, a, fb, b)));
            }
        }
        choices.sort(Comparator.comparingDouble(Choice::cost));
        List<FacePair> pairs = new ArrayList<>();
        for (Choice choice : choices) {
            if (pairs.stream().noneMatch(p -> p.a == choice.a || p.b == choice.b)) {
                pairs.add(new FacePair(choice.a, choice.b));
            }
        }
        pairs.sort(Comparator.comparingDouble((FacePair p) -> p.a.size()).reversed());
        return List.copyOf(pairs);
    }

    private static double cost(Face a, Side sideA, Face b, Side sideB) {
        float[] boxA = a.box();
        float[] boxB = b.box();
        double dx = (boxA[0] + boxA[2] / 2) / sideA.width - (boxB[0] + boxB[2] / 2) / sideB.width;
        double dy = (boxA[1] + boxA[3] / 2) / sideA.height - (boxB[1] + boxB[3] / 2) / sideB.height;
        double size = Math.log(a.size() / Math.max(sideA.width, sideA.height)) - Math.log(b.size() / Math.max(sideB.width, sideB.height));
        return Math.hypot(dx, dy) + SIZE_WEIGHT * Math.abs(size) / Math.log(2);
    }
}
