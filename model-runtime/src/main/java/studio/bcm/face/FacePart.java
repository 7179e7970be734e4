package studio.bcm.face;

/** Parts of a face, by the points of the mesh that lie on them. Left and right are those of the person. */
public enum FacePart {
    RIGHT_EYE(33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246),
    LEFT_EYE(263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466),
    RIGHT_BROW(70, 63, 105, 66, 107, 55, 65, 52, 53, 46),
    LEFT_BROW(300, 293, 334, 296, 336, 285, 295, 282, 283, 276),
    NOSE(168, 6, 197, 195, 5, 4, 1, 19, 94, 2, 98, 97, 326, 327, 48, 278, 115, 344, 129, 358, 64, 294, 122, 351, 196, 419, 3, 248),
    OUTER_LIPS(61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185),
    INNER_LIPS(78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191),
    OUTLINE(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136, 172,
            58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109);

    private final int[] points;

    FacePart(int... points) {
        this.points = points;
    }

    /** Numbers of its points; closed outlines (eyes, brows, lips, the face) in their order. */
    public int[] points() {
        return points.clone();
    }

    /** Whether its points follow each other along a closed line. */
    public boolean isOutline() {
        return this != NOSE;
    }
}
