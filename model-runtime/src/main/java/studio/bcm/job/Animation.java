package studio.bcm.job;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import studio.bcm.UserException;
import studio.bcm.file.AtomicFile;
import studio.bcm.image.CommonColours;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.PixelSource;
import studio.bcm.image.animation.AnimatedWebp;
import studio.bcm.image.animation.Ffmpeg;
import studio.bcm.image.animation.GifWriter;
import studio.bcm.task.Progress;

/** Frames of one size as files: a sequence, an animation, a film or a sheet. */
public final class Animation {
    /** Where a RIFF file says how long it is. */
    private static final int SIZE_FIELD = 4;

    /** Reads the frame of a number; frames are read one at a time. */
    @FunctionalInterface
    public interface Frames {
        Picture get(int index);

        /** Writes that frame as a PNG file that is not there yet. */
        default void writePng(int index, Path file) throws IOException {
            PictureWriter.builder().build().write(get(index), file);
        }
    }

    private final Frames frames;
    private final int count;
    private final boolean repeats;

    public Animation(Frames frames, int count) {
        this(frames, count, true);
    }

    private Animation(Frames frames, int count, boolean repeats) {
        this.frames = frames;
        this.count = count;
        this.repeats = repeats;
    }

    /** The same frames, shown once instead of for ever. */
    public Animation once() {
        return new Animation(frames, count, false);
    }

    /**
     * PNG files {@code NAME-001.png}, {@code NAME-002.png}… into a folder.
     *
     * @return their paths
     * @throws UserException if one is there already or cannot be written
     */
    public List<Path> pngSequence(Path folder, String name, Progress progress) {
        int digits = Math.max(3, Integer.toString(count).length());
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(folder.resolve(name + "-" + String.format("%0" + digits + "d", i + 1) + ".png"));
        }
        files.forEach(AtomicFile::refuseExisting);
        for (int i = 0; i < count; i++) {
            progress.checkCancelled();
            PictureWriter.builder().build().write(frames.get(i), files.get(i));
            progress.report(i + 1, count, files.get(i).getFileName().toString());
        }
        return files;
    }

    /** Order of the frames on the screen: forwards, or forwards and backwards without the ends twice. */
    public static List<Integer> order(int count, boolean pingPong) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            order.add(i);
        }
        if (pingPong) {
            for (int i = count - 2; i > 0; i--) {
                order.add(i);
            }
        }
        return order;
    }

    /**
     * An animated GIF, each frame in the 256 colours that suit it.
     *
     * @param millis each frame is shown
     */
    public void gif(Path file, boolean overwrite, boolean pingPong, int millis, Progress progress) {
        List<Integer> order = order(count, pingPong);
        GifWriter.write(new AbstractList<PixelSource>() {
            @Override
            public PixelSource get(int index) {
                progress.checkCancelled();
                progress.report(index, order.size(), "");
                return CommonColours.srgb(frames.get(order.get(index)));
            }

            @Override
            public int size() {
                return order.size();
            }
        }, millis, repeats, file, overwrite);
        progress.report(order.size(), order.size(), "");
    }

    /** All frames on one sheet. */
    public void contactSheet(Path file, boolean overwrite, Progress progress) {
        ContactSheet.write(i -> CommonColours.srgb(frames.get(i)), count, file, overwrite, progress);
    }

    /**
     * An animated WebP: smaller than a GIF, and in all colours.
     *
     * @param quality of compression, 1…100
     * @param millis  each frame is shown
     */
    public void webp(Path file, boolean overwrite, boolean pingPong, int quality, int millis, Progress progress) {
        PictureWriter writer = PictureWriter.builder().optFormat("webp").optQuality(quality).optOverwrite(true).build();
        AtomicFile.write(file, overwrite, temporary -> inFolder(folder -> {
            List<Integer> order = order(count, pingPong);
            Path single = folder.resolve("frame.webp");
            long size;
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
                AnimatedWebp animation = new AnimatedWebp(out);
                Picture first = frames.get(0);
                animation.begin(first.width(), first.height(), repeats);
                for (int k = 0; k < order.size(); k++) {
                    progress.checkCancelled();
                    writer.write(frames.get(order.get(k)), single);
                    animation.add(Files.readAllBytes(single), first.width(), first.height(), millis);
                    progress.report(k + 1, order.size(), "");
                }
                size = animation.size();
            }
            try (RandomAccessFile header = new RandomAccessFile(temporary.toFile(), "rw")) {
                header.seek(SIZE_FIELD);
                header.writeInt(Integer.reverseBytes((int) size));
            }
        }));
    }

    /**
     * A film, made by ffmpeg: H.264 or VP9, as the file's name asks for.
     *
     * @param perSecond frames a second
     * @throws UserException if ffmpeg fails, with its last line
     */
    public void film(Path file, boolean overwrite, boolean pingPong, double perSecond, Ffmpeg ffmpeg, Progress progress) {
        film(file, overwrite, pingPong, perSecond, Ffmpeg.GOOD, ffmpeg, progress);
    }

    /**
     * The same at a quality of 1…100.
     *
     * @throws UserException if ffmpeg fails, with its last line
     */
    public void film(Path file, boolean overwrite, boolean pingPong, double perSecond, int quality, Ffmpeg ffmpeg, Progress progress) {
        Ffmpeg.Container container = Ffmpeg.Container.of(file).orElse(Ffmpeg.Container.MP4);
        AtomicFile.write(file, overwrite, temporary -> inFolder(folder -> {
            List<Integer> order = order(count, pingPong);
            for (int k = 0; k < order.size(); k++) {
                progress.checkCancelled();
                frames.writePng(order.get(k), folder.resolve(String.format(Locale.ROOT, "%06d.png", k)));
                progress.report(k + 1, order.size() * 2L, "");
            }
            ffmpeg.encode(folder, temporary, container, quality, perSecond, progress);
        }));
    }

    private interface FolderWork {
        void run(Path folder) throws IOException;
    }

    private static void inFolder(FolderWork work) throws IOException {
        Path folder = Files.createTempDirectory("bcm-export-");
        try {
            work.run(folder);
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path f : files.toList()) {
                    Files.delete(f);
                }
            }
            Files.delete(folder);
        }
    }
}
