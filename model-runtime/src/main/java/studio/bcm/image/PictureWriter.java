package studio.bcm.image;

import com.luciad.imageio.webp.CompressionType;
import com.luciad.imageio.webp.WebPWriteParam;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.FileImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import studio.bcm.UserException;
import studio.bcm.file.AtomicFile;
import studio.bcm.image.jpeg.ChromaSampling;
import studio.bcm.image.jpeg.JpegSegments;
import studio.bcm.image.metadata.Metadata;
import studio.bcm.image.metadata.PngChunks;
import studio.bcm.image.metadata.WebpChunks;

/**
 * Writes pictures as PNG, JPEG, WebP, TIFF, BMP or GIF with their metadata, colour profile and (where the format has
 * it) alpha. A file
 * is either there whole or not at all; one that exists is left alone unless overwriting was asked for.
 */
public final class PictureWriter {
    private static final int WEBP_MAX_SIDE = 16383;
    private static final String PNG_METADATA = "javax_imageio_png_1.0";

    private final PictureFormat format;
    private final boolean sameFormat;
    private final int quality;
    private final ChromaSampling sampling;
    private final boolean lossless;
    private final boolean overwrite;

    private PictureWriter(Builder builder) {
        format = builder.format;
        sameFormat = builder.sameFormat;
        quality = builder.quality;
        sampling = builder.sampling;
        lossless = builder.lossless;
        overwrite = builder.overwrite;
    }

    /** A writer that takes the format from the file's ending. */
    public static Builder builder() {
        return new Builder();
    }

    /** Settings of a writer; all have a default. */
    public static final class Builder {
        private PictureFormat format;
        private boolean sameFormat;
        private int quality = 95;
        private ChromaSampling sampling = ChromaSampling.S444;
        private boolean lossless;
        private boolean overwrite;

        private Builder() {
        }

        /** The format, whatever the file is called. */
        public Builder optFormat(PictureFormat value) {
            format = value;
            return this;
        }

        /**
         * The format by its name: "png", "jpeg", "webp", "tiff", "bmp", "gif", or "same" for that of the file that the
         * picture came from.
         *
         * @throws UserException if the name is none of these
         */
        public Builder optFormat(String name) {
            sameFormat = name.equalsIgnoreCase("same");
            if (!sameFormat) {
                format = PictureFormat.ofEnding(name).orElseThrow(() -> new UserException(
                        "There is no format " + name
                        + " to write; there are png, jpeg, webp, tiff, bmp, gif and same."));
            }
            return this;
        }

        /** Quality of JPEG and WebP, 1…100, 95 unless set. */
        public Builder optQuality(int value) {
            if (value < 1 || value > 100) {
                throw new UserException("The quality goes from 1 to 100, not " + value + ".");
            }
            quality = value;
            return this;
        }

        /** Chroma sampling of JPEG, 4:4:4 unless set. */
        public Builder optSampling(ChromaSampling value) {
            sampling = value;
            return this;
        }

        /** Whether WebP is written without loss; not unless set. */
        public Builder optLossless(boolean value) {
            lossless = value;
            return this;
        }

        /** Whether an existing file is replaced; not unless set. */
        public Builder optOverwrite(boolean value) {
            overwrite = value;
            return this;
        }

        public PictureWriter build() {
            return new PictureWriter(this);
        }
    }

    /**
     * The format in which a picture will be written to a file.
     *
     * @throws UserException if neither the settings nor the file's extension name a format
     */
    public PictureFormat formatFor(Optional<PictureFormat> sourceFormat, Path file) {
        if (format != null) {
            return format;
        }
        if (sameFormat && sourceFormat.isPresent()) {
            return sourceFormat.get();
        }
        return PictureFormat.ofName(file).orElseThrow(() -> new UserException(
                "The extension of " + file + " names no format to write; name it .png, .jpg, .webp, .tif, .bmp or .gif."));
    }

    /**
     * Writes a picture.
     *
     * @return what the format has no place for and was left out or changed, in words for the user; usually nothing
     * @throws UserException if the file exists and may not be replaced, cannot be written, or the picture does not fit into
     *                       the format
     */
    public List<String> write(Picture picture, Path file) {
        PictureFormat target = formatFor(picture.sourceFormat(), file);
        MetadataFit fit = MetadataFit.of(picture, target);
        Metadata metadata = fit.metadata();
        List<String> notes = new ArrayList<>(fit.notes());
        if (picture.hasAlpha() && (target == PictureFormat.JPEG || target == PictureFormat.BMP)) {
            notes.add("its clear parts became white: " + target.title() + " knows no transparency");
        }
        if (target == PictureFormat.GIF && picture.alpha().filter(AlphaBlend::isGraded).isPresent()) {
            notes.add("its half clear parts became clear or opaque: GIF knows nothing between");
        }
        if (picture.bits() == 16 && target != PictureFormat.PNG && target != PictureFormat.TIFF) {
            notes.add("its 16 bits a channel became 8: " + target.title() + " holds no more");
        }
        AtomicFile.write(file, overwrite, temporary -> {
            switch (target) {
                case JPEG -> Files.write(temporary, JpegSegments.withMetadata(
                        JpegEncoder.encode(picture.onWhite(), quality, sampling), metadata, notes));
                case WEBP -> Files.write(temporary, webp(picture, metadata));
                case TIFF -> TiffFile.write(picture, metadata, temporary);
                case BMP -> Files.write(temporary, FlatFiles.bmp(picture.onWhite(), metadata));
                case GIF -> Files.write(temporary, FlatFiles.gif(picture));
                case PNG -> writePng(picture, metadata, temporary);
            }
        });
        return notes;
    }

    private static void writePng(Picture picture, Metadata metadata, Path file) throws IOException {
        BufferedImage image = AwtImages.asStored(picture);
        ImageWriter writer = ImageIoPlugins.jdkWriter(PictureFormat.PNG);
        try (FileImageOutputStream out = new FileImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            IIOMetadata tree = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), param);
            IIOMetadataNode chunks = new IIOMetadataNode("UnknownChunks");
            for (PngChunks.Chunk chunk : PngChunks.of(metadata)) {
                IIOMetadataNode node = new IIOMetadataNode("UnknownChunk");
                node.setAttribute("type", chunk.type());
                node.setUserObject(chunk.data());
                chunks.appendChild(node);
            }
            if (chunks.hasChildNodes()) {
                IIOMetadataNode root = new IIOMetadataNode(PNG_METADATA);
                root.appendChild(chunks);
                tree.mergeTree(PNG_METADATA, root);
            }
            writer.write(null, new IIOImage(image, null, tree), param);
        } finally {
            writer.dispose();
        }
    }

    private byte[] webp(Picture picture, Metadata metadata) throws IOException {
        if (picture.width() > WEBP_MAX_SIDE || picture.height() > WEBP_MAX_SIDE) {
            throw new UserException("A picture of " + picture.width() + "×" + picture.height()
                    + " is too large for WebP, which ends at " + WEBP_MAX_SIDE + " pixels a side.");
        }
        ImageWriter writer = ImageIoPlugins.anyWriter(PictureFormat.WEBP);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            WebPWriteParam param = (WebPWriteParam) writer.getDefaultWriteParam();
            param.setCompressionType(lossless ? CompressionType.Lossless : CompressionType.Lossy);
            param.setCompressionQuality(lossless ? 0.75f : quality / 100f);
            // What lies below clear pixels is not kept: it may be what was cut out.
            param.setExact(false);
            param.setUseSharpYUV(!lossless);
            writer.write(null, new IIOImage(AwtImages.with8Bits(picture.withoutHidden()), null, null), param);
        } finally {
            writer.dispose();
        }
        return WebpChunks.withMetadata(bytes.toByteArray(), metadata, picture.width(), picture.height(),
                picture.hasAlpha());
    }
}
