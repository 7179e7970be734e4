package studio.bcm.image.jpeg;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Which components of the frame the scans of a JPEG file hold. Files exist whose components share a number, against
 * ITU-T T.81, B.2.2: a scan of all components then holds them in the frame's order, and further scans of one number go
 * to
 * the components of that number in turn. To be asked for all scans in their order.
 */
final class JpegScanComponents {
    private final byte[] file;
    private final int[] ids;
    private final boolean ambiguous;
    private final Map<Integer, Integer> turns = new HashMap<>();

    JpegScanComponents(JpegSegments segments) {
        file = segments.file();
        ids = segments.frame().map(this::ids).orElse(new int[0]);
        ambiguous = Arrays.stream(ids).distinct().count() < ids.length;
    }

    private int[] ids(JpegSegments.Segment frame) {
        int at = frame.body() + 6;
        int count = at <= frame.end() ? Math.min(file[at - 1] & 0xff, (frame.end() - at) / 3) : 0;
        int[] found = new int[count];
        for (int i = 0; i < count; i++) {
            found[i] = file[at + 3 * i] & 0xff;
        }
        return found;
    }

    /** Places in the frame of a scan's components, −1 for a number that the frame does not have. */
    int[] of(JpegSegments.Segment scan) {
        int count = scan.body() < scan.end() ? Math.min(file[scan.body()] & 0xff, (scan.end() - scan.body() - 1) / 2)
                : 0;
        int[] places = new int[count];
        for (int i = 0; i < count; i++) {
            int id = file[scan.body() + 1 + 2 * i] & 0xff;
            places[i] = ambiguous && count == ids.length ? i : ambiguous ? next(id) : indexOf(id, 0);
        }
        return places;
    }

    private int next(int id) {
        int turn = turns.merge(id, 1, Integer::sum) - 1;
        int sharing = (int) Arrays.stream(ids).filter(other -> other == id).count();
        int place = -1;
        for (int k = 0; sharing > 0 && k <= turn % sharing; k++) {
            place = indexOf(id, place + 1);
        }
        return place;
    }

    private int indexOf(int id, int from) {
        for (int i = from; i < ids.length; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Gives the components of a frame or scan numbers from 1 on where some share one; other segments stay as they are.
     *
     * @param copy holds a copy of the segment's payload
     * @param body where that begins
     */
    void renumber(JpegSegments.Segment segment, byte[] copy, int body) {
        if (!ambiguous) {
            return;
        }
        if (segment.isFrame()) {
            for (int i = 0; i < ids.length; i++) {
                copy[body + 6 + 3 * i] = (byte) (i + 1);
            }
        } else if (segment.marker() == JpegSegments.SOS) {
            int[] places = of(segment);
            for (int i = 0; i < places.length; i++) {
                copy[body + 1 + 2 * i] = (byte) (places[i] + 1);
            }
        }
    }
}
