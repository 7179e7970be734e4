package studio.bcm.cli;

import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.edit.Interpolation;
import studio.bcm.image.CommonColours;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;
import studio.bcm.image.PictureWriter;
import studio.bcm.image.PixelSource;
import studio.bcm.image.animation.GifWriter;

/** Two pictures to a row of frames between them. */
@Command(name = "interpolate", sortOptions = false, description = "Morph one picture into another.",
        footer = {"", "Frames are written as frame-000.png and so on; the first is A and the last is B. B is brought to A's size."})
final class InterpolateCommand extends ModelCommand {
    private static final int LOOP_MILLISECONDS = 3000;

    @Parameters(index = "0", paramLabel = "A", description = "Picture to start from.")
    Path a;

    @Parameters(index = "1", paramLabel = "B", description = "Picture to end at.")
    Path b;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder for the frames; made if it is missing.")
    Path out;

    @Option(names = "--frames", paramLabel = "N", defaultValue = "9", description = "Number of frames, both ends counted. Default: ${DEFAULT-VALUE}.")
    int frames;

    @Option(names = "--depth", paramLabel = "SIGMA",
            description = "Noise level at which the pictures are mixed: the deeper, the less of both is left in the middle. Default: the pack's.")
    Float depth;

    @Option(names = "--steps", paramLabel = "1|2|3", description = "Evaluations of the network for each way. Default: the pack's.")
    Integer steps;

    @Option(names = "--gif", paramLabel = "FILE", description = "Write an animated GIF as well.")
    Path gif;

    @Option(names = "--ping-pong", description = "Let the GIF run forth and back.")
    boolean pingPong;

    @Option(names = "--no-detail", description = "Leave out the detail of A and B that the model does not hold.")
    boolean noDetail;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of all noise. Default: ${DEFAULT-VALUE}.")
    long seed;

    @Mixin
    OutputOptions output;

    InterpolateCommand(Console console) {
        super(console);
    }

    @Override
    Path photo() {
        return a;
    }

    @Override
    void check() {
        require(frames >= 2, "--frames is at least 2, for both ends are frames.");
        require(steps == null || steps >= 1 && steps <= 3, "--steps is 1, 2 or 3.");
        require(depth == null || depth > 0, "--depth is greater than 0.");
        require(!pingPong || gif != null, "--ping-pong goes with --gif.");
        for (int i = 0; i < frames; i++) {
            output.check(frame(i));
        }
        if (gif != null) {
            output.check(gif);
        }
    }

    private Path frame(int index) {
        int digits = Math.max(3, String.valueOf(frames - 1).length());
        return out.resolve(String.format(Locale.ROOT, "frame-%0" + digits + "d.png", index));
    }

    @Override
    void run(Session session, ConsoleProgress progress, Report report) {
        List<Picture> pictures = List.of(PictureReader.read(a), PictureReader.read(b));
        pictures.forEach(p -> p.warnings().forEach(progress::note));
        CommonColours colours = CommonColours.of(pictures);
        Interpolation.Builder builder = Interpolation.builder().setFunction(session.function()).optDefaults(session.defaults())
                .optSeed(seed).optDetail(!noDetail);
        if (depth != null) {
            builder.optDepth(depth);
        }
        if (steps != null) {
            builder.optSteps(steps);
        }
        Interpolation.Morph morph = builder.build().prepare(colours.sources().get(0), colours.sources().get(1), progress);
        progress.restart();
        PictureWriter writer = output.writer().build();
        morph.frames(frames, (index, position, frame) -> writer.write(colours.picture(frame), frame(index)), progress);
        report.work(morph.work());
        report.json().put("depth", Double.parseDouble(Float.toString(morph.depth())));
        report.json().put("width", morph.width()).put("height", morph.height());
        report.say(Words.count(frames, "frame", "frames") + " of " + morph.width() + "×" + morph.height() + ", mixed at sigma " + morph.depth() + ":");
        for (int i = 0; i < frames; i++) {
            report.output(frame(i));
        }
        if (gif != null) {
            List<PixelSource> shown = shown();
            GifWriter.write(shown, LOOP_MILLISECONDS / shown.size(), gif, output.overwrite);
            report.output(gif);
        }
    }

    /** The frames in the order of the animation, read back one by one, so that memory does not grow with their number. */
    private List<PixelSource> shown() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            order.add(i);
        }
        for (int i = frames - 2; pingPong && i > 0; i--) {
            order.add(i);
        }
        return new AbstractList<>() {
            @Override
            public PixelSource get(int index) {
                return CommonColours.srgb(PictureReader.read(frame(order.get(index))));
            }

            @Override
            public int size() {
                return order.size();
            }
        };
    }
}
