package studio.bcm.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import studio.bcm.image.metadata.ExifBlock;
import studio.bcm.image.metadata.ExifBlock.Tag;
import studio.bcm.image.metadata.Metadata;
import studio.bcm.image.metadata.PictureText;
import studio.bcm.image.metadata.Resolution;

/**
 * Metadata in the shape that a format takes: what it has no place for goes where it has one, or is left out, and that
 * is reported.
 *
 * @param metadata to be written
 * @param notes    what was left out, one sentence each
 */
record MetadataFit(Metadata metadata, List<String> notes) {
    private static final int X_RESOLUTION = 0x011a;
    /** Text chunks of PNG that have a tag of EXIF: description, artist, copyright, software. */
    private static final Map<String, Integer> TAGS = Map.of("Description", 0x010e, "Author", 0x013b, "Copyright",
            0x8298, "Software", 0x0131);
    private static final int TITLE = 0x9c9b;
    private static final int DESCRIPTION = 0x010e;

    static MetadataFit of(Picture picture, PictureFormat target) {
        List<String> notes = new ArrayList<>();
        Metadata metadata = picture.metadata();
        return switch (target) {
            case PNG -> new MetadataFit(metadata, notes);
            case JPEG -> new MetadataFit(withoutTexts(metadata, target, notes), notes);
            case WEBP -> new MetadataFit(forWebp(withoutTexts(metadata, target, notes), picture.isGrey(), notes),
                    notes);
            case TIFF -> new MetadataFit(withoutTexts(metadata, target, notes), notes);
            case BMP, GIF -> new MetadataFit(plain(metadata, target, notes), notes);
        };
    }

    private static Metadata forWebp(Metadata metadata, boolean grey, List<String> notes) {
        Metadata fit = metadata;
        if (grey && metadata.iccProfile().isPresent()) {
            notes.add("its grey colour profile was left out: WebP holds RGB");
            fit = fit.withIccProfile(Optional.empty());
        }
        if (metadata.iptc().isPresent()) {
            notes.add("its IPTC was left out: WebP has no place for it");
            fit = fit.withIptc(Optional.empty());
        }
        Optional<Resolution> resolution = metadata.resolution().filter(Resolution::absolute)
                .filter(r -> metadata.exif().filter(block -> ExifBlock.has(block, X_RESOLUTION)).isEmpty());
        return resolution.isEmpty() ? fit : fit.withExif(
                Optional.of(ExifBlock.with(fit.exif(), tags(resolution.get()))));
    }

    static List<Tag> tags(Resolution resolution) {
        return List.of(new Tag(X_RESOLUTION, resolution.horizontal()), new Tag(X_RESOLUTION + 1, resolution.vertical()),
                new Tag(0x0128, resolution.absolute() ? 2 : 1));
    }

    /** The texts of PNG as tags of EXIF where there are such, and comments where the format has them. */
    private static Metadata withoutTexts(Metadata metadata, PictureFormat target, List<String> notes) {
        List<Tag> tags = new ArrayList<>();
        List<PictureText> kept = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        for (PictureText text : metadata.texts()) {
            boolean comment = text.keyword().equals(PictureText.COMMENT);
            int tag = text.keyword().equals("Title") ? TITLE : comment ? DESCRIPTION
                    : TAGS.getOrDefault(text.keyword(), 0);
            boolean free = tag != 0 && tags.stream().noneMatch(t -> t.number() == tag)
                    && metadata.exif().filter(block -> ExifBlock.has(block, tag)).isEmpty();
            if (comment && target == PictureFormat.JPEG) {
                kept.add(text);
            } else if (free) {
                tags.add(tag == TITLE ? new Tag(TITLE, (text.value() + "\0").getBytes(StandardCharsets.UTF_16LE))
                        : new Tag(tag, text.value()));
            } else if (!text.keyword().startsWith("date:")) {
                // Those are ImageMagick's copies of the times of a file that has gone.
                lost.add(text.keyword());
            }
        }
        if (!lost.isEmpty()) {
            String names = lost.stream().distinct().collect(Collectors.joining(", "));
            notes.add(lost.size() == 1
                    ? "its text " + names + " was left out: " + target.title() + " has no place for that"
                    : "its texts " + names + " were left out: " + target.title() + " has no place for that");
        }
        Metadata fit = metadata.withTexts(kept);
        return tags.isEmpty() ? fit : fit.withExif(Optional.of(ExifBlock.with(metadata.exif(), tags)));
    }

    private static Metadata plain(Metadata metadata, PictureFormat target, List<String> notes) {
        List<String> lost = new ArrayList<>();
        metadata.exif().ifPresent(block -> lost.add("EXIF"));
        metadata.xmp().ifPresent(packet -> lost.add("XMP"));
        metadata.iptc().ifPresent(resources -> lost.add("IPTC"));
        if (!metadata.texts().isEmpty()) {
            lost.add("texts");
        }
        if (target == PictureFormat.GIF && metadata.resolution().isPresent()) {
            lost.add("resolution");
        }
        if (!lost.isEmpty()) {
            notes.add("its " + String.join(", ", lost) + " had to be left out: " + target.title()
                    + " has no place for that");
        }
        if (metadata.iccProfile().isPresent()) {
            notes.add("its colours were converted to sRGB: " + target.title() + " has no place for its profile");
        }
        return Metadata.none().withResolution(metadata.resolution());
    }
}
