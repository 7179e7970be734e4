package studio.bcm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;
import studio.bcm.UserException;
import studio.bcm.edit.morph.Correspondences;
import studio.bcm.edit.morph.CropBox;
import studio.bcm.edit.morph.Curve;
import studio.bcm.edit.morph.MorphTiming;
import studio.bcm.edit.morph.RegionOrder;
import studio.bcm.edit.pyramid.Pyramid;
import studio.bcm.edit.pyramid.PyramidMorph;
import studio.bcm.face.EyeFrames;
import studio.bcm.face.Face;
import studio.bcm.face.FaceFinder;
import studio.bcm.face.FaceHints;
import studio.bcm.image.CommonColours;
import studio.bcm.image.Lanczos;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureFormat;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.PixelSource;
import studio.bcm.image.animation.Ffmpeg;
import studio.bcm.job.Animation;
import studio.bcm.job.Enlarge;
import studio.bcm.job.Morph;
import studio.bcm.task.Progress;

/** Pictures to a row of frames between them. */
@Command(name = "interpolate", sortOptions = false, description = "Morph one picture into another, or several in a row.",
        footer = {"", "Frames are written as frame-000.png and so on; the first is A and the last is the last picture. All are brought to A's size."})
final class InterpolateCommand extends ModelCommand {
    private static final int LOOP_MILLISECONDS = 3000;
    private static final double VIDEO_FPS = 25;

    @Parameters(arity = "2..*", paramLabel = "PICTURE", description = "Pictures to morph from one to the next: A B, or A B C and so on.")
    List<Path> pictures;

    @Option(names = "--loop", description = "Morph from the last picture back to the first as well.")
    boolean loop;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder for the frames; made if it is missing.")
    Path out;

    @Option(names = "--frames", paramLabel = "N", defaultValue = "9", description = "Number of frames from one picture to the next, both included. Default: ${DEFAULT-VALUE}.")
    int frames;

    @Option(names = "--depth", paramLabel = "SIGMA|composition", converter = Depth.Converter.class,
            description = "Noise level to which the network carries the pictures: 0 leaves it out, 0.3 heals seams, 1 blends, 4 invents. Default: 0.3; "
                    + "with --no-align the pack's. composition: two pictures, not aligned, are mixed in the noise of all levels of a pyramid.")
    Depth chosenDepth = new Depth(null, false);

    @Option(names = "--detail-model", paramLabel = "NAME|FILE", defaultValue = Enlarge.DETAIL_MODEL,
            description = "With --depth composition: model pack of detail. Default: ${DEFAULT-VALUE}.")
    String detailModel;

    /** The noise level; null for the usual one. */
    private Float depth;

    @Option(names = "--no-align", description = "Do not align the pictures; they are mixed in the network's noise where they are, or "
            + "with --depth 0 as they are.")
    boolean noAlign;

    @Mixin
    AlignmentOptions alignment;

    @Option(names = "--hold-eyes", description = "Rotate, scale and shift the pictures so that the eyes of the largest face stay in place, in the "
            + "largest frame that all of them fill.")
    boolean holdEyes;

    @Option(names = "--shape-curve", paramLabel = "CURVE", defaultValue = "linear", converter = CurveText.class,
            description = "Timing of shapes: linear, smooth, in, out, or time:value pairs such as 0.3:0.1,0.7:0.9. Default: ${DEFAULT-VALUE}.")
    Curve shape;

    @Option(names = "--detail-curve", paramLabel = "CURVE", defaultValue = "linear", converter = CurveText.class,
            description = "The same for details. Default: ${DEFAULT-VALUE}.")
    Curve detail;

    @Option(names = "--colour-curve", paramLabel = "CURVE", defaultValue = "linear", converter = CurveText.class,
            description = "The same for colours. Default: ${DEFAULT-VALUE}.")
    Curve colour;

    @Option(names = "--order", paramLabel = "all|up|left|centre|MAP", defaultValue = "all",
            description = "Which places change first: all at once, from bottom to top, from right to left, from the centre, or the dark ones of a picture. "
                    + "Default: ${DEFAULT-VALUE}.")
    String order;

    @Option(names = "--hold", paramLabel = "SHARE", defaultValue = "0", description = "Share of the time that each picture stands still at each end, below 0.5. "
            + "Default: ${DEFAULT-VALUE}.")
    double hold;

    @Option(names = "--size", paramLabel = "WxH", description = "Size of the frames; the middle of each picture is taken. Default: that of A.")
    String size;

    @Option(names = "--at", paramLabel = "POSITION", description = "Make a single frame, at this position from 0 to 1; it is written as frame.png.")
    Double at;

    @Option(names = "--fps", paramLabel = "N", description = "Frames per second of --gif and --video. Default: as many as make 3 seconds for the GIF, 25 for the video.")
    Double fps;

    @Option(names = "--video", paramLabel = "FILE", description = "Write a video as well, .mp4 or .webm; needs ffmpeg.")
    Path video;

    @Option(names = "--steps", paramLabel = "1|2|3", description = "Evaluations of the network for each way. Default: 1; with --no-align the pack's.")
    Integer steps;

    @Option(names = "--gif", paramLabel = "FILE", description = "Write an animated GIF as well.")
    Path gif;

    @Option(names = "--ping-pong", description = "Play the animation forwards, then backwards.")
    boolean pingPong;

    @Option(names = "--no-detail", description = "Leave out the detail of the pictures that the model does not hold.")
    boolean noDetail;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of all noise. Default: ${DEFAULT-VALUE}.")
    long seed;

    @Mixin
    OutputOptions output;

    InterpolateCommand(Console console) {
        super(console);
    }

    /** Reads a curve. */
    static final class CurveText implements ITypeConverter<Curve> {
        @Override
        public Curve convert(String text) {
            try {
                return Curve.parse(text);
            } catch (UserException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /**
     * How deep pictures are mixed.
     *
     * @param sigma       noise level; null for the usual one
     * @param composition whether all levels are mixed, that of the whole small picture included
     */
    record Depth(Float sigma, boolean composition) {
        /** Reads a level, or {@code composition}. */
        static final class Converter implements ITypeConverter<Depth> {
            @Override
            public Depth convert(String text) {
                if (text.equalsIgnoreCase("composition")) {
                    return new Depth(null, true);
                }
                try {
                    return new Depth(Float.valueOf(text), false);
                } catch (NumberFormatException e) {
                    throw new TypeConversionException("'" + text + "' is neither a noise level nor composition");
                }
            }
        }
    }

    @Override
    Path photo() {
        return pictures.getFirst();
    }

    @Override
    void check() {
        depth = chosenDepth.sigma;
        require(!chosenDepth.composition || pictures.size() == 2 && !loop && !noAlign && steps == null,
                "--depth composition takes two pictures, and neither --no-align nor --steps.");
        require(frames >= 2, "--frames is at least 2, for both ends are frames.");
        require(steps == null || steps >= 1 && steps <= 3, "--steps is 1, 2 or 3.");
        require(depth == null || depth >= 0, "--depth is greater than 0, or 0 to leave the network out.");
        require(!pingPong || gif != null || video != null, "--ping-pong goes with --gif or --video.");
        require(fps == null || fps > 0 && fps <= 240, "--fps is greater than 0 and at most 240.");
        require(at == null || at >= 0 && at <= 1, "--at is between 0 and 1.");
        require(at == null || gif == null && video == null, "--at makes one frame, and no animation.");
        require(hold >= 0 && hold < 0.5, "--hold is at least 0 and below 0.5.");
        require(size == null || size.matches("[1-9][0-9]{0,4}x[1-9][0-9]{0,4}"), "--size is WIDTHxHEIGHT in pixels, such as 1920x1080.");
        require(!noAlign || !alignment.noFaces, "--no-faces does not go with --no-align, which looks for none.");
        require(!noAlign || alignment.points == null && !alignment.noSearch, "--points and --no-search do not go with --no-align.");
        require(!noAlign || shape == Curve.LINEAR && colour == Curve.LINEAR && order.equals("all"),
                "--shape-curve, --colour-curve and --order do not go with --no-align.");
        require(pictures.size() == 2 || alignment.points == null, "--points belongs to two pictures.");
        require(gif == null || PictureFormat.ofName(gif).filter(f -> f == PictureFormat.GIF).isPresent(),
                "--gif writes a GIF: name it .gif.");
        require(video == null || Ffmpeg.Container.of(video).isPresent(), "--video ends in .mp4 or .webm.");
        for (Path file : files()) {
            output.check(file);
        }
        if (video != null && Ffmpeg.find().isEmpty()) {
            throw new UserException("--video needs ffmpeg, which is not installed here; --gif does without.");
        }
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            files.add(frame(i));
        }
        if (gif != null) {
            files.add(gif);
        }
        if (video != null) {
            files.add(video);
        }
        return files;
    }

    private int passages() {
        return pictures.size() - 1 + (loop ? 1 : 0);
    }

    private int count() {
        return at != null ? 1 : (frames - 1) * passages() + 1;
    }

    private Path frame(int index) {
        if (at != null) {
            return out.resolve("frame.png");
        }
        int digits = Math.max(3, String.valueOf(count() - 1).length());
        return out.resolve(String.format(Locale.ROOT, "frame-%0" + digits + "d.png", index));
    }

    @Override
    void run(Session session, ConsoleProgress progress, Report report) throws Exception {
        List<Picture> read = pictures.stream().map(PictureReader::read).toList();
        read.forEach(p -> p.warnings().forEach(progress::note));
        if ((noAlign || holdEyes || chosenDepth.composition) && read.stream().anyMatch(Picture::hasAlpha)) {
            progress.note("clear parts are shown opaque: with --no-align, --hold-eyes and --depth composition frames have no transparency");
        }
        PictureWriter writer = output.writer().build();
        if (chosenDepth.composition) {
            byLevels(session, read, writer, progress, report);
        } else {
            aligned(session, read, writer, progress, report);
        }
        for (int i = 0; i < count(); i++) {
            report.output(frame(i));
        }
        if (at == null) {
            tellOlderFrames(report);
        }
        animate(progress, report);
    }

    private void aligned(Session session, List<Picture> read, PictureWriter writer, ConsoleProgress progress, Report report) {
        Morph morph = morph(session, read);
        Morph.Film film = morph.film(morph.align(progress));
        progress.restart();
        if (at != null) {
            writer.write(film.frameAt(at, progress), frame(0));
        } else {
            film.frames(frames, index -> true, (index, frame) -> writer.write(frame, frame(index)), progress);
        }
        film.work().ifPresent(report::work);
        report.json().put("depth", Double.parseDouble(Float.toString(morph.depth()))).put("width", film.width()).put("height", film.height());
        report.say(Words.count(count(), "frame", "frames") + " of " + film.width() + "×" + film.height() + told(morph) + ":");
    }

    private static String told(Morph morph) {
        if (!morph.isAligned()) {
            return morph.depth() == 0 ? ", mixed where they are" : ", mixed at sigma " + morph.depth();
        }
        return ", aligned" + (morph.depth() == 0 ? "" : " and healed at sigma " + morph.depth());
    }

    private Morph morph(Session session, List<Picture> read) {
        Morph.Passage every = new Morph.Passage(Correspondences.NONE, new MorphTiming(shape, colour, detail, hold, hold), regions(), null);
        Morph.Builder builder = Morph.builder().setPhotos(read).optEveryPassage(every).optLoop(loop).optDissolve(noAlign).optSearch(!alignment.noSearch)
                .optNetwork(session.function(), session.defaults()).optSeed(seed).optDetail(!noDetail);
        try (FaceHints finder = new FaceHints()) {
            if (holdEyes) {
                FaceFinder.requireAvailable();
                builder.optHoldEyes(IntStream.range(0, read.size()).mapToObj(i -> face(read, i, finder)).toList());
            }
            if (!noAlign) {
                FaceHints faces = alignment.noFaces ? null : finder;
                builder.optPassages(IntStream.range(0, passages()).mapToObj(i -> new Morph.Passage(
                        alignment.known(read.get(i), read.get((i + 1) % read.size()), faces), every.timing(), every.order(), null)).toList());
            }
        }
        if (size != null) {
            builder.optSize(Integer.parseInt(size.substring(0, size.indexOf('x'))), Integer.parseInt(size.substring(size.indexOf('x') + 1)));
        }
        if (depth != null) {
            builder.optDepth(depth);
        }
        if (steps != null) {
            builder.optSteps(steps);
        }
        return builder.build();
    }

    private List<Picture> heldByEyes(List<Picture> read) {
        FaceFinder.requireAvailable();
        try (FaceHints finder = new FaceHints()) {
            EyeFrames held = EyeFrames.of(read, IntStream.range(0, read.size()).mapToObj(i -> face(read, i, finder)).toList());
            return IntStream.range(0, read.size()).mapToObj(held::picture).toList();
        }
    }

    private Face face(List<Picture> read, int picture, FaceHints faces) {
        return faces.faces(read.get(picture)).stream().findFirst().orElseThrow(
                () -> new UserException("There is no face in " + pictures.get(picture) + " whose eyes --hold-eyes could hold."));
    }

    private RegionOrder regions() {
        return switch (order.toLowerCase(Locale.ROOT)) {
            case "all" -> null;
            case "up" -> RegionOrder.UP;
            case "left" -> RegionOrder.LEFT;
            case "centre", "center" -> RegionOrder.CENTRE;
            default -> new RegionOrder.Painted(PictureReader.read(Path.of(order)));
        };
    }

    private void byLevels(Session session, List<Picture> read, PictureWriter writer, ConsoleProgress progress, Report report) throws Exception {
        CommonColours colours = CommonColours.of(holdEyes ? heldByEyes(read) : read);
        PixelSource a = colours.sources().get(0);
        PixelSource other = colours.sources().get(1);
        CropBox box = CropBox.centred(other.width(), other.height(), a.width(), a.height());
        PixelSource b = Lanczos.resample(other, box.x(), box.y(), box.width(), box.height(), a.width(), a.height());
        try (Session finer = Session.open(model.forModel(detailModel), null, console(), progress)) {
            Pyramid pyramid = Pyramid.builder().setBase(session.function(), session.defaults()).setDetail(finer.function(), finer.manifest().detail())
                    .optSeed(seed).build();
            PyramidMorph morph = PyramidMorph.prepare(pyramid, a, b, progress.part(0, 0.4));
            for (int i = 0; i < count(); i++) {
                double position = at != null ? at : (double) i / (count() - 1);
                writer.write(colours.picture(morph.frameAt(position, progress.part(0.4 + 0.6 * i / count(), 0.4 + 0.6 * (i + 1) / count()))), frame(i));
            }
        }
        report.json().put("depth", "composition").put("width", a.width()).put("height", a.height());
        report.say(Words.count(count(), "frame", "frames") + " of " + a.width() + "×" + a.height() + ", mixed in all levels:");
    }

    private void animate(Progress progress, Report report) {
        Animation animation = new Animation(new Written(), count());
        if (gif != null) {
            int millis = fps == null ? LOOP_MILLISECONDS / Animation.order(count(), pingPong).size() : (int) Math.round(1000 / fps);
            animation.gif(gif, output.overwrite, pingPong, millis, progress);
            report.output(gif);
        }
        if (video != null) {
            animation.film(video, output.overwrite, pingPong, fps == null ? VIDEO_FPS : fps, Ffmpeg.find().orElseThrow(), progress);
            report.output(video);
        }
    }

    /** Frames of an earlier morph of more of them lie beside these, and an animation made of the folder would show them too. */
    private void tellOlderFrames(Report report) {
        int first = count();
        int last = first;
        while (Files.exists(frame(last))) {
            last++;
        }
        if (last > first) {
            report.say(frame(first).getFileName() + (last == first + 1 ? " is" : " to " + frame(last - 1).getFileName() + " are")
                    + " of an earlier, longer morph, and left as before.");
            report.json().put("olderFrames", last - first);
        }
    }

    /** The frames read back one by one, so that memory does not grow with their number. */
    private final class Written implements Animation.Frames {
        @Override
        public Picture get(int index) {
            return PictureReader.read(frame(index));
        }

        @Override
        public void writePng(int index, Path file) throws IOException {
            Files.copy(frame(index), file);
        }
    }
}
