package studio.bcm.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import studio.bcm.UserException;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.animation.Ffmpeg;
import studio.bcm.task.CancelledException;
import studio.bcm.task.Progress;

/**
 * Writes a film as files. Its frames are kept in a folder until all is written, so that an export that was stopped goes on
 * where it was.
 */
public final class FilmExport {
    /** Frames that are not there yet are most of the work. */
    private static final double SHARE_OF_FRAMES = 0.9;
    /** Side of the frames on a contact sheet against what a PNG file of them needs for a pixel. */
    private static final double SHEET_SIDE = 256;

    /** What a film can become. */
    public enum Kind {
        PNG_SEQUENCE("png"), GIF("gif"), WEBP("webp"), MP4("mp4"), WEBM("webm"), CONTACT_SHEET("png"), STILL("png");

        private final String extension;

        Kind(String extension) {
            this.extension = extension;
        }

        /** Ending of its files, without a dot. */
        public String extension() {
            return extension;
        }

        /** Whether it is shown over time. */
        public boolean moves() {
            return this == GIF || isFilm() || this == WEBP;
        }

        /** Whether ffmpeg makes it. */
        public boolean isFilm() {
            return this == MP4 || this == WEBM;
        }
    }

    /**
     * What is wanted.
     *
     * @param framesOfPassage at least 2, both ends counted
     * @param perSecond       frames a second of what moves
     * @param quality         of WebP, MP4 and WebM, 1…100
     * @param pingPong        whether it plays there and back
     * @param repeats         whether GIF and WebP repeat for ever
     * @param at              index of the frame that a still shows
     */
    public record Wanted(Kind kind, int framesOfPassage, double perSecond, int quality, boolean pingPong, boolean repeats, int at) {
        public Wanted {
            Objects.requireNonNull(kind);
        }
    }

    /**
     * What an export will take.
     *
     * @param seconds until it is written
     * @param bytes   of what is written
     * @param frames  that are still to be made
     */
    public record Estimate(double seconds, long bytes, int frames) {
    }

    private final Morph.Film film;
    private final Path kept;

    /**
     * An export.
     *
     * @param kept folder for the frames of this film alone; made if it is missing
     */
    public FilmExport(Morph.Film film, Path kept) {
        this.film = film;
        this.kept = kept;
    }

    private Path frame(int framesOfPassage, int index) {
        return kept.resolve(String.format(Locale.ROOT, "%d-%06d.png", framesOfPassage, index));
    }

    private List<Integer> needed(Wanted wanted) {
        return wanted.kind == Kind.STILL ? List.of(wanted.at) : IntStream.range(0, film.count(wanted.framesOfPassage)).boxed().toList();
    }

    /** How many frames of what is wanted are there already. */
    public int made(Wanted wanted) {
        return (int) needed(wanted).stream().filter(i -> Files.exists(frame(wanted.framesOfPassage, i))).count();
    }

    private void make(int framesOfPassage, int index, Progress progress) {
        Path file = frame(framesOfPassage, index);
        if (!Files.exists(file)) {
            PictureWriter.builder().build().write(film.frame(index, framesOfPassage, progress), file);
        }
    }

    private void prepare() {
        try {
            Files.createDirectories(kept);
        } catch (IOException e) {
            throw new UserException("The folder for the frames " + kept + " cannot be used: " + e.getMessage() + ".", e);
        }
    }

    /**
     * Writes what is wanted, over what is there; the frames that were kept for it go then.
     *
     * @param target a folder for a sequence, else a file
     * @throws CancelledException when asked to stop; frames that were made are kept
     */
    public void write(Wanted wanted, Path target, Progress progress) {
        prepare();
        int n = wanted.framesOfPassage;
        Progress making = progress.part(0, SHARE_OF_FRAMES);
        if (wanted.kind == Kind.STILL) {
            make(n, wanted.at, making);
        } else {
            film.frames(n, index -> !Files.exists(frame(n, index)),
                    (index, picture) -> PictureWriter.builder().build().write(picture, frame(n, index)), making);
        }
        encode(wanted, new Animation(new Kept(n, 0), film.count(n)), target, progress.part(SHARE_OF_FRAMES, 1));
        forget();
    }

    private void encode(Wanted wanted, Animation all, Path target, Progress progress) {
        Animation frames = wanted.repeats ? all : all.once();
        int millis = (int) Math.round(1000 / wanted.perSecond);
        switch (wanted.kind) {
            case PNG_SEQUENCE -> frames.pngSequence(target, "frame", progress);
            case GIF -> frames.gif(target, true, wanted.pingPong, millis, progress);
            case WEBP -> frames.webp(target, true, wanted.pingPong, wanted.quality, millis, progress);
            case CONTACT_SHEET -> frames.contactSheet(target, true, progress);
            case MP4, WEBM -> frames.film(target, true, wanted.pingPong, wanted.perSecond, wanted.quality, ffmpeg(), progress);
            case STILL -> PictureWriter.builder().optOverwrite(true).build().write(PictureReader.read(frame(wanted.framesOfPassage, wanted.at)), target);
        }
    }

    private static Ffmpeg ffmpeg() {
        return Ffmpeg.find().orElseThrow(() -> new UserException("Films need ffmpeg, which is not installed here."));
    }

    /** Removes the frames that are kept. */
    public void forget() {
        try (Stream<Path> files = Files.list(kept)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(kept);
        } catch (IOException e) {
            throw new UserException("The frames in " + kept + " cannot be removed: " + e.getMessage() + ".", e);
        }
    }

    /** Makes a few frames of the middle, which are kept, and finds out how long all will take and how large it will be. */
    public Estimate estimate(Wanted wanted, Progress progress) {
        prepare();
        int n = wanted.framesOfPassage;
        int count = film.count(n);
        int middle = wanted.kind == Kind.STILL ? wanted.at : Math.min(n / 2, Math.max(0, count - 3));
        int missing = needed(wanted).size() - made(wanted);
        int trial = wanted.kind == Kind.STILL ? 1 : Math.min(3, count);
        double each = 0;
        for (int i = 0; i < trial; i++) {
            if (!Files.exists(frame(n, middle + i))) {
                long start = System.nanoTime();
                make(n, middle + i, progress.part(i / 4.0, (i + 1) / 4.0));
                // The first one prepares the network for all.
                each = (System.nanoTime() - start) / 1e9;
            }
        }
        long start = System.nanoTime();
        long bytes = bytes(wanted, middle, trial, count);
        double encoding = (System.nanoTime() - start) / 1e9 / trial * (wanted.kind == Kind.STILL ? 1 : count);
        return new Estimate(Math.max(0, missing - trial) * each + encoding, bytes, missing);
    }

    private long bytes(Wanted wanted, int middle, int trial, int count) {
        long png = IntStream.range(0, trial).mapToLong(i -> frame(wanted.framesOfPassage, middle + i).toFile().length()).sum() / trial;
        long shown = Animation.order(count, wanted.pingPong && wanted.kind.moves()).size();
        switch (wanted.kind) {
            case STILL -> {
                return png;
            }
            case PNG_SEQUENCE -> {
                return png * count;
            }
            case CONTACT_SHEET -> {
                double scale = Math.min(1, SHEET_SIDE / Math.max(film.width(), film.height()));
                return Math.round(png * scale * scale * count);
            }
            default -> {
                if (wanted.kind.isFilm() && Ffmpeg.find().isEmpty()) {
                    return 0;
                }
                long one = size(wanted, middle, 1);
                // What follows a frame is told by its difference in a film.
                return trial == 1 ? one * shown : one + Math.max(0, (size(wanted, middle, trial) - one) / (trial - 1)) * (shown - 1);
            }
        }
    }

    private long size(Wanted wanted, int from, int frames) {
        Path trial = kept.resolve("trial." + wanted.kind.extension);
        Wanted forwards = new Wanted(wanted.kind, wanted.framesOfPassage, wanted.perSecond, wanted.quality, false, wanted.repeats, 0);
        encode(forwards, new Animation(new Kept(wanted.framesOfPassage, from), frames), trial, Progress.none());
        long size = trial.toFile().length();
        try {
            Files.delete(trial);
        } catch (IOException e) {
            throw new UserException("The frames in " + kept + " cannot be removed: " + e.getMessage() + ".", e);
        }
        return size;
    }

    /** The frames read back one by one, so that memory does not grow with their number. */
    private final class Kept implements Animation.Frames {
        private final int framesOfPassage;
        private final int first;

        Kept(int framesOfPassage, int first) {
            this.framesOfPassage = framesOfPassage;
            this.first = first;
        }

        @Override
        public Picture get(int index) {
            return PictureReader.read(frame(framesOfPassage, first + index));
        }

        @Override
        public void writePng(int index, Path file) throws IOException {
            Files.copy(frame(framesOfPassage, first + index), file);
        }
    }
}
