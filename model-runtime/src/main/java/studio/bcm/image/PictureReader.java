package studio.bcm.image;

import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.bcm.UserException;
import studio.bcm.image.jpeg.JpegExtras;
import studio.bcm.image.jpeg.JpegFacts;
import studio.bcm.image.jpeg.JpegKind;
import studio.bcm.image.jpeg.JpegSegments;
import studio.bcm.image.metadata.Metadata;
import studio.bcm.image.metadata.Orientation;
import studio.bcm.image.metadata.PngChunks;
import studio.bcm.image.metadata.TiffKind;
import studio.bcm.image.metadata.TiffReader;
import studio.bcm.image.metadata.TiffTags;
import studio.bcm.image.metadata.WebpChunks;
import studio.bcm.image.metadata.XmpPacket;

/**
 * Reads picture files: JPEG, PNG, WebP, TIFF, BMP and the first picture of a GIF. The kind is recognised by the content, not by
 * the name. A file that breaks off is read as far as it goes, with a warning in {@link Picture#warnings}.
 */
public final class PictureReader {
    private static final Logger LOG = LoggerFactory.getLogger(PictureReader.class);
    /** More than any camera makes, and few enough that one array can hold the three channels. */
    private static final long MAX_PIXELS = 700_000_000L;
    private static final long MEGA = 1_000_000L;
    private static final long ALWAYS_PLAUSIBLE = 16 * MEGA;
    /** Grey areas of progressive files; an eighth of the picture at least should be there. */
    private static final int PIXELS_IN_BYTE_OF_JPEG = 8 * 400;

    private PictureReader() {
    }

    /**
     * Reads a picture, upright.
     *
     * @throws UserException if there is no such file, it may not be read, is no picture, is damaged beyond reading or larger
     *                       than memory allows; the sentence names the file
     */
    public static Picture read(Path file) {
        try {
            return readChecked(file);
        } catch (NoSuchFileException e) {
            throw new UserException("There is no file " + file + ".", e);
        } catch (AccessDeniedException e) {
            throw new UserException(file + " may not be read: permission denied.", e);
        } catch (IOException e) {
            LOG.debug("Reading {} failed", file, e);
            throw new UserException(file + " cannot be read: " + reason(e) + ".", e);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? "it is damaged" : e.getMessage().replaceAll("[.\\s]+$", "");
    }

    private static Picture readChecked(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new UserException(file + " is a folder, not a picture.");
        }
        byte[] head;
        try (var in = Files.newInputStream(file)) {
            head = in.readNBytes(16);
        }
        if (head.length == 0) {
            throw new UserException(file + " is empty.");
        }
        PictureFormat format = PictureFormat.ofMagic(head).orElseThrow(() -> unreadable(file, head));
        long size = Files.size(file);
        FileTime written = Files.getLastModifiedTime(file);
        try {
            Picture picture = switch (format) {
                case JPEG -> readJpeg(unchanged(file, size, written), file.toString());
                default -> readOther(file, format);
            };
            requireUnchanged(file, size, written, size);
            return picture;
        } catch (OutOfMemoryError e) {
            throw new UserException(file + " is too large for the memory that the program may use ("
                    + Runtime.getRuntime().maxMemory() / MEGA + " MB).", e);
        }
    }

    private static UserException unreadable(Path file, byte[] head) {
        return new UserException(ForeignFormat.describe(head)
                .map(kind -> file + " is " + kind + ", which cannot be read; save it as JPEG, PNG or TIFF first.")
                .orElse(file + " is not a picture of a kind that can be read (JPEG, PNG, WebP, TIFF, BMP, GIF)."));
    }

    private static byte[] unchanged(Path file, long size, FileTime written) throws IOException {
        byte[] content = wholeFile(file);
        requireUnchanged(file, size, written, content.length);
        return content;
    }

    /**
     * A file that another program writes meanwhile, or cuts off, would be half of one picture and half of another.
     *
     * @param size    before it was read
     * @param written time of its last change before it was read
     * @param read    bytes that were read
     */
    static void requireUnchanged(Path file, long size, FileTime written, long read) throws IOException {
        if (read != size || Files.size(file) != size || !Files.getLastModifiedTime(file).equals(written)) {
            throw new UserException(file + " changed while it was read; try again when it is written.");
        }
    }

    private static byte[] wholeFile(Path file) throws IOException {
        if (Files.size(file) > Integer.MAX_VALUE - 16) {
            throw new UserException(file + " is larger than 2 GB.");
        }
        return Files.readAllBytes(file);
    }

    /**
     * Reads a JPEG file in memory.
     *
     * @param name how to call it in messages
     */
    static Picture readJpeg(byte[] file, String name) {
        JpegSegments segments = new JpegSegments(file);
        JpegSegments.Segment frame = segments.frame().filter(f -> segments.hasScan()).orElseThrow(() ->
                new UserException(name + " breaks off before its first row of pixels."));
        Optional<JpegFacts> facts = JpegFacts.of(segments);
        Metadata stated = segments.metadata();
        List<String> warnings = new ArrayList<>(JpegExtras.describe(segments, stated));
        Metadata metadata = stated.withXmp(stated.xmp().map(XmpPacket::withoutClaims));
        try {
            Decoded decoded;
            if (facts.isPresent()) {
                requirePlausible(name, facts.get().width(), facts.get().height(), file.length, PIXELS_IN_BYTE_OF_JPEG);
                requireRoom(name, facts.get().width(), facts.get().height(), facts.get().components().size(), 8);
                decoded = JpegDecoder.decode(facts.get(), metadata.iccProfile(), warnings);
            } else {
                decoded = decodeUnusual(file, frame, name, warnings);
            }
            return finish(decoded, metadata, PictureFormat.JPEG, facts.orElse(null), warnings);
        } catch (IOException e) {
            LOG.debug("Decoding {} failed", name, e);
            throw new UserException(name + " cannot be read: " + reason(e) + ".", e);
        }
    }

    private static Decoded decodeUnusual(byte[] file, JpegSegments.Segment frame, String name, List<String> warnings) {
        IOException failed = null;
        if (JpegKind.mayBeReadByPlugin(file, frame)) {
            try {
                return ImageIoDecoder.decode(new ByteArrayInputStream(file), PictureFormat.JPEG, name, warnings);
            } catch (IOException e) {
                failed = e;
            }
        }
        throw new UserException(name + " is " + JpegKind.describe(file, frame) + ", which cannot be read.", failed);
    }

    private static Picture readOther(Path file, PictureFormat format) throws IOException {
        List<String> warnings = new ArrayList<>();
        Metadata metadata = switch (format) {
            case PNG -> PngChunks.read(file, warnings);
            case WEBP -> {
                byte[] bytes = wholeFile(file);
                if (WebpChunks.isAnimated(bytes)) {
                    warnings.add("it is animated; the first picture was read");
                }
                yield WebpChunks.read(bytes);
            }
            case TIFF -> {
                Optional<TiffReader.Content> content = TiffReader.read(file);
                content.flatMap(c -> TiffKind.refusal(file, c, size(file))).ifPresent(why -> {
                    throw new UserException(file + " " + why);
                });
                content.filter(c -> c.count() > 1).ifPresent(c ->
                        warnings.add("it holds " + c.count() + " pictures; the first was read"));
                yield content.map(c -> TiffTags.metadata(c.first(), warnings)).orElseGet(Metadata::none);
            }
            default -> Metadata.none();
        };
        Decoded decoded = format == PictureFormat.WEBP
                ? ImageIoDecoder.decode(new ByteArrayInputStream(WebpChunks.withoutMetadata(wholeFile(file))), format,
                file.toString(), warnings)
                : ImageIoDecoder.decode(file, format, warnings);
        return finish(decoded, metadata, format, null, warnings);
    }

    private static Picture finish(Decoded decoded, Metadata metadata, PictureFormat format, JpegFacts facts,
            List<String> warnings) {
        Orientation orientation = metadata.orientation();
        Metadata upright = metadata.upright();
        Metadata meant = decoded.inSrgb() ? upright.withIccProfile(Optional.empty())
                : withUsableProfile(upright, decoded, warnings);
        Samples alpha = decoded.alpha();
        return new Picture(decoded.colour().upright(orientation), alpha == null ? null : alpha.upright(orientation),
                meant, format, facts, warnings);
    }

    private static Metadata withUsableProfile(Metadata metadata, Decoded decoded, List<String> warnings) {
        if (metadata.iccProfile().isEmpty()) {
            return metadata;
        }
        Optional<Integer> channels = ColourManagement.profile(metadata.iccProfile().get())
                .map(ICC_Profile::getNumComponents);
        if (channels.isEmpty()) {
            warnings.add("its colour profile is damaged and was left out");
        }
        // Such as an RGB profile on a grey picture: no viewer uses it, some refuse the file for it.
        return channels.filter(n -> n == decoded.colour().channels()).isPresent() ? metadata
                : metadata.withIccProfile(Optional.empty());
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Refuses a size that so few bytes cannot hold, before anything is allocated for it.
     *
     * @param pixelsInByte the most that the format packs into a byte
     */
    static void requirePlausible(String name, long width, long height, long bytes, int pixelsInByte) {
        if (width * height > ALWAYS_PLAUSIBLE && width * height / pixelsInByte > bytes) {
            throw new UserException("%s states a size of %d×%d pixels, for which its %d bytes are too few."
                    .formatted(name, width, height, bytes));
        }
    }

    /** Refuses what the declared size shows to be too large, before anything is allocated for it. */
    static void requireRoom(String name, long width, long height, int channels, int bits) {
        long bytes = width * height * channels * (bits / 8);
        long most = Runtime.getRuntime().maxMemory();
        if (width * height > MAX_PIXELS || bytes > most * 9 / 10 || width * height * channels > Integer.MAX_VALUE - 16) {
            throw new UserException("%s states a size of %d×%d pixels, for which the memory that the program may use (%d MB) is too small."
                    .formatted(name, width, height, most / MEGA));
        }
    }
}
