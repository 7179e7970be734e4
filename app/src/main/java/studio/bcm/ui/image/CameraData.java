package studio.bcm.ui.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import studio.bcm.image.metadata.Metadata;
import studio.bcm.image.metadata.TiffTags;

/**
 * What a camera has written about a photo (EXIF 3.0, section 4.6); each is empty where it is missing.
 *
 * @param camera   maker and model
 * @param taken    date and time as the camera had them
 * @param exposure in seconds, such as 1/250
 * @param aperture f-number
 * @param iso      sensitivity
 * @param focal    focal length in millimetres
 * @param place    whether the photo says where it was taken
 */
public record CameraData(String camera, String taken, String exposure, String aperture, String iso, String focal, boolean place) {
    private static final int MAKE = 0x010f;
    private static final int MODEL = 0x0110;
    private static final int DATE = 0x0132;
    private static final int GPS = 0x8825;
    private static final int EXPOSURE = 0x829a;
    private static final int APERTURE = 0x829d;
    private static final int ISO = 0x8827;
    private static final int TAKEN = 0x9003;
    private static final int FOCAL = 0x920a;

    /** Of a picture's metadata; empty where it has no EXIF that can be read. */
    public static Optional<CameraData> of(Metadata metadata) {
        return metadata.exif().flatMap(TiffTags::ofExif).map(CameraData::read);
    }

    private static CameraData read(TiffTags.Directory directory) {
        List<TiffTags.Entry> all = flat(directory.entries()).toList();
        TiffTags.Directory every = new TiffTags.Directory(directory.order(), all);
        String maker = text(every, MAKE);
        String model = text(every, MODEL);
        String camera = model.startsWith(maker) ? model : (maker + " " + model).strip();
        String taken = text(every, TAKEN).isEmpty() ? text(every, DATE) : text(every, TAKEN);
        double seconds = ratio(every, EXPOSURE);
        String exposure = seconds <= 0 ? "" : seconds < 1 ? "1/" + Math.round(1 / seconds) : Long.toString(Math.round(seconds));
        double aperture = ratio(every, APERTURE);
        double focal = ratio(every, FOCAL);
        long iso = every.number(ISO, 0);
        return new CameraData(camera, taken, exposure, aperture <= 0 ? "" : number(aperture), iso <= 0 ? "" : Long.toString(iso),
                focal <= 0 ? "" : number(focal), directory.has(GPS));
    }

    private static Stream<TiffTags.Entry> flat(List<TiffTags.Entry> entries) {
        return entries.stream().flatMap(e -> e.child() == null ? Stream.of(e) : flat(e.child()));
    }

    private static String text(TiffTags.Directory directory, int tag) {
        return directory.value(tag).map(bytes -> new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ').strip()).orElse("");
    }

    /** The first rational number of a tag, 0 where there is none. */
    private static double ratio(TiffTags.Directory directory, int tag) {
        byte[] value = directory.value(tag).orElse(new byte[0]);
        if (value.length < 8) {
            return 0;
        }
        ByteOrder order = directory.order();
        ByteBuffer in = ByteBuffer.wrap(value).order(order);
        long above = in.getInt() & 0xffffffffL;
        long below = in.getInt() & 0xffffffffL;
        return below == 0 ? 0 : (double) above / below;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString(Math.round(value)) : Double.toString(Math.round(10 * value) / 10.0);
    }
}
