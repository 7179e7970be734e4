package studio.bcm.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.FileImageOutputStream;
import studio.bcm.image.metadata.ExifBlock;
import studio.bcm.image.metadata.IptcRecord;
import studio.bcm.image.metadata.Metadata;
import studio.bcm.image.metadata.TiffReader;
import studio.bcm.image.metadata.TiffTags;
import studio.bcm.image.metadata.TiffTags.Entry;

/**
 * Writes TIFF: the pixels by the JDK's writer, with the metadata around them. The EXIF block comes first and whole, so
 * that all of it
 * stays at its place, makers' notes included; behind it come the pixels and one directory that points at both.
 */
final class TiffFile {
    private static final int HEADER = 8;
    private static final long GREATEST = Integer.MAX_VALUE;
    private static final int STRIP_OFFSETS = 0x0111;
    private static final int BYTE = 1;
    private static final int LONG = 4;
    private static final int UNDEFINED = 7;
    private static final Set<Integer> RESOLUTION = Set.of(0x011a, 0x011b, 0x0128);
    private static final Set<Integer> OWN = Set.of(TiffTags.XMP, TiffTags.IPTC, TiffTags.PHOTOSHOP, TiffTags.ICC);
    private static final String STREAM = "javax_imageio_tiff_stream_1.0";

    private TiffFile() {
    }

    /** Writes a picture with metadata that may differ from its own. */
    static void write(Picture picture, Metadata metadata, Path file) throws IOException {
        byte[] exif = metadata.exif().filter(block -> TiffTags.ofExif(block).filter(d -> !d.entries().isEmpty())
                .isPresent()).orElse(new byte[0]);
        ByteOrder order = exif.length > 0 && exif[0] == 'M' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        Path pixels = file.resolveSibling(file.getFileName() + ".pixels");
        try {
            writePixels(picture, order, pixels);
            assemble(exif, order, metadata, pixels, file);
        } finally {
            Files.deleteIfExists(pixels);
        }
    }

    private static void writePixels(Picture picture, ByteOrder order, Path file) throws IOException {
        ImageWriter writer = ImageIoPlugins.jdkWriter(PictureFormat.TIFF);
        try (FileImageOutputStream out = new FileImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionType("Deflate");
            IIOMetadata stream = writer.getDefaultStreamMetadata(param);
            IIOMetadataNode root = new IIOMetadataNode(STREAM);
            IIOMetadataNode byteOrder = new IIOMetadataNode("ByteOrder");
            byteOrder.setAttribute("value", order.toString());
            root.appendChild(byteOrder);
            stream.setFromTree(STREAM, root);
            writer.write(stream, new IIOImage(AwtImages.asStored(picture), null, null), param);
        } finally {
            writer.dispose();
        }
    }

    private static void assemble(byte[] exif, ByteOrder order, Metadata metadata, Path pixels,
            Path file) throws IOException {
        int start = Math.max(HEADER, exif.length + (exif.length & 1));
        long size = Files.size(pixels);
        long end = start + size + (size & 1);
        if (end > GREATEST) {
            throw new IOException("it would be larger than the 2 GB of a TIFF file");
        }
        byte[] directory = directory(exif, order, metadata, TiffReader.read(pixels).orElseThrow().first(), start, end);
        ByteBuffer head = ByteBuffer.allocate(start).order(order);
        head.put(exif.length > 0 ? exif : new byte[] {'I', 'I', 42, 0}).putInt(4, (int) end);
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
                FileChannel in = FileChannel.open(pixels)) {
            write(out, head.position(0), 0);
            out.position(start);
            for (long done = 0; done < size;) {
                done += in.transferTo(done, size - done, out);
            }
            write(out, ByteBuffer.wrap(directory), end);
        }
    }

    private static void write(FileChannel out, ByteBuffer data, long at) throws IOException {
        long place = at;
        while (data.hasRemaining()) {
            place += out.write(data, place);
        }
    }

    private static byte[] directory(byte[] exif, ByteOrder order, Metadata metadata, TiffTags.Directory pixels,
            int start, long at) {
        List<Entry> described = exif.length == 0 ? List.of() : TiffTags.ofExif(exif).orElseThrow().entries().stream()
                .filter(e -> !isLayout(e.tag()) && !OWN.contains(e.tag()))
                .filter(e -> metadata.resolution().isEmpty() || !RESOLUTION.contains(e.tag())).toList();
        List<Entry> all = new ArrayList<>(described);
        pixels.entries().stream().filter(e -> isLayout(e.tag()) && !RESOLUTION.contains(e.tag()))
                .map(e -> e.tag() == STRIP_OFFSETS ? shifted(pixels, start) : e).forEach(all::add);
        metadata.resolution().ifPresent(r -> all.addAll(ExifBlock.entries(MetadataFit.tags(r), order)));
        metadata.xmp().ifPresent(packet -> all.add(entry(TiffTags.XMP, BYTE, packet)));
        metadata.iptc().flatMap(IptcRecord::of).ifPresent(record -> all.add(entry(TiffTags.IPTC, UNDEFINED, record)));
        metadata.iptc().filter(IptcRecord::hasMore).ifPresent(resources ->
                all.add(entry(TiffTags.PHOTOSHOP, BYTE, resources)));
        metadata.iccProfile().ifPresent(profile -> all.add(entry(TiffTags.ICC, UNDEFINED, profile)));
        return TiffTags.layOut(order, all, Math.toIntExact(at), e -> described.contains(e) && e.place() > 0);
    }

    private static Entry shifted(TiffTags.Directory pixels, int start) {
        long[] offsets = pixels.numbers(STRIP_OFFSETS);
        ByteBuffer moved = ByteBuffer.allocate(4 * offsets.length).order(pixels.order());
        for (long offset : offsets) {
            moved.putInt((int) (offset + start));
        }
        return new Entry(STRIP_OFFSETS, LONG, offsets.length, moved.array(), 0, null);
    }

    private static Entry entry(int tag, int type, byte[] value) {
        return new Entry(tag, type, value.length, value, 0, null);
    }

    /** Tags that lay out pixels: those of the block belong to the file that it came from. */
    private static boolean isLayout(int tag) {
        return tag >= 0x00fe && tag <= 0x0107 || tag == STRIP_OFFSETS || tag >= 0x0115 && tag <= 0x0117
                || tag == 0x011c || tag >= 0x013d && tag <= 0x0153 || tag >= 0x0200 && tag <= 0x0214;
    }
}
