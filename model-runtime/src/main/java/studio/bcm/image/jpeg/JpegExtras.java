package studio.bcm.image.jpeg;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import studio.bcm.image.metadata.Metadata;
import studio.bcm.image.metadata.XmpPacket;

/**
 * What some cameras put behind the end of a JPEG picture: videos, gain maps, further pictures. None of it is carried
 * over.
 */
public final class JpegExtras {
    /** A box of MP4 begins with its length and this. */
    private static final String VIDEO = "ftyp";
    private static final String SAMSUNG_VIDEO = "MotionPhoto_Data";
    private static final String FURTHER_PICTURE = "\u00ff\u00d8\u00ff";

    private JpegExtras() {
    }

    /** What the user should know about it; nothing for a file that ends with its picture. */
    public static List<String> describe(JpegSegments segments, Metadata metadata) {
        List<String> sentences = new ArrayList<>();
        int length = segments.isComplete() ? segments.trailingBytes() : 0;
        String behind = new String(segments.file(), segments.file().length - length, length,
                StandardCharsets.ISO_8859_1);
        if (metadata.xmp().filter(XmpPacket::claimsVideo).isPresent() || behind.indexOf(VIDEO) == 4
                || behind.contains(SAMSUNG_VIDEO)) {
            sentences.add("it is a motion photo: its video was left out");
        }
        boolean further = behind.contains(FURTHER_PICTURE);
        if (metadata.xmp().filter(XmpPacket::claimsGainMap).isPresent() || further && behind.contains("hdrgm:")) {
            sentences.add("its gain map, for screens of high dynamic range, was left out");
        } else if (further) {
            sentences.add("the further pictures behind it were left out");
        }
        if (sentences.isEmpty() && length > 0) {
            sentences.add("the " + length + " bytes after the end of the picture were left out");
        }
        return sentences;
    }
}
