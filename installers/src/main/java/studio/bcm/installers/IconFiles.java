package studio.bcm.installers;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Icons of Windows and macOS: containers around the PNG files that the program has. */
final class IconFiles {
    private static final int ICO_HEADER = 6;
    private static final int ICO_ENTRY = 16;
    private static final int[] ICO_SIZES = {16, 24, 32, 48, 64, 128, 256};

    /** Apple's types of PNG entries by edge in pixels. */
    private static final Map<String, Integer> ICNS_TYPES = new LinkedHashMap<>(Map.of(
            "icp4", 16, "icp5", 32, "ic07", 128, "ic08", 256, "ic09", 512, "ic11", 32, "ic12", 64, "ic13", 256, "ic14", 512));

    private IconFiles() {
    }

    /** The file for {@code --icon} on a system. */
    static Path write(TargetSystem system, Path icons, Path folder) throws IOException {
        return switch (system) {
            case LINUX -> png(icons, 512);
            case WINDOWS -> Files.write(folder.resolve("bcm-studio.ico"), ico(icons));
            case MAC -> Files.write(folder.resolve("bcm-studio.icns"), icns(icons));
        };
    }

    private static Path png(Path icons, int size) {
        return icons.resolve("bcm-studio-" + size + ".png");
    }

    static byte[] ico(Path icons) throws IOException {
        byte[][] images = new byte[ICO_SIZES.length][];
        int length = ICO_HEADER + ICO_ENTRY * ICO_SIZES.length;
        for (int i = 0; i < images.length; i++) {
            images[i] = Files.readAllBytes(png(icons, ICO_SIZES[i]));
            length += images[i].length;
        }
        ByteBuffer ico = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        ico.putShort((short) 0).putShort((short) 1).putShort((short) images.length);
        int offset = ICO_HEADER + ICO_ENTRY * images.length;
        for (int i = 0; i < images.length; i++) {
            // An edge of 256 is written as 0.
            byte edge = (byte) ICO_SIZES[i];
            ico.put(edge).put(edge).put((byte) 0).put((byte) 0).putShort((short) 1).putShort((short) 32);
            ico.putInt(images[i].length).putInt(offset);
            offset += images[i].length;
        }
        for (byte[] image : images) {
            ico.put(image);
        }
        return ico.array();
    }

    static byte[] icns(Path icons) throws IOException {
        ByteArrayOutputStream entries = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(entries);
        for (Map.Entry<String, Integer> type : ICNS_TYPES.entrySet()) {
            byte[] image = Files.readAllBytes(png(icons, type.getValue()));
            out.write(type.getKey().getBytes(StandardCharsets.US_ASCII));
            out.writeInt(image.length + 8);
            out.write(image);
        }
        ByteBuffer icns = ByteBuffer.allocate(entries.size() + 8);
        icns.put("icns".getBytes(StandardCharsets.US_ASCII)).putInt(icns.capacity()).put(entries.toByteArray());
        return icns.array();
    }
}
