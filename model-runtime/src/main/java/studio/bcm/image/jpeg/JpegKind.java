package studio.bcm.image.jpeg;

/** Names the kinds of JPEG besides baseline, extended and progressive, of which few programs read any. */
public final class JpegKind {
    private static final int LOSSLESS = 0xc3;

    private JpegKind() {
    }

    /** The kind in words, with its article, by the marker of the frame (ITU-T T.81, table B.1) and its precision. */
    public static String describe(byte[] file, JpegSegments.Segment frame) {
        int bits = precision(file, frame);
        return switch (frame.marker()) {
            case JpegSegments.SOF0, JpegSegments.SOF1, JpegSegments.SOF2 ->
                    bits == 8 ? "a JPEG of an unusual kind" : "a JPEG of " + bits + " bits a channel";
            case LOSSLESS -> "a lossless JPEG";
            case 0xc5, 0xc6 -> "a hierarchical JPEG";
            case 0xc7 -> "a hierarchical lossless JPEG";
            case 0xcb -> "an arithmetic-coded lossless JPEG";
            case 0xcd, 0xce, 0xcf -> "an arithmetic-coded hierarchical JPEG";
            case JpegSegments.JPEG_LS -> "a JPEG-LS picture";
            default -> "an arithmetic-coded JPEG";
        };
    }

    /** Whether one of the libraries knows the kind, so that it is worth a try. */
    public static boolean mayBeReadByPlugin(byte[] file, JpegSegments.Segment frame) {
        return frame.marker() == LOSSLESS || frame.marker() <= JpegSegments.SOF2 && precision(file, frame) == 8;
    }

    private static int precision(byte[] file, JpegSegments.Segment frame) {
        return frame.body() < frame.end() ? file[frame.body()] & 0xff : 0;
    }
}
