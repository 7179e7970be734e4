package studio.bcm.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.UserException;
import studio.bcm.edit.morph.Alignment;
import studio.bcm.edit.morph.LinePair.Place;
import studio.bcm.face.FaceHints;
import studio.bcm.image.CommonColours;
import studio.bcm.image.Picture;
import studio.bcm.image.PictureReader;

/** Finds what corresponds in two photos; needs no model. */
@Command(name = "align", sortOptions = false, description = "Find where the contents of one picture lie in another.",
        footer = {"", "--carry prints one line for each line of FILE: where that place of A is in B, in pixels of B."})
final class AlignCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "A", description = "First picture.")
    Path a;

    @Parameters(index = "1", paramLabel = "B", description = "Second picture.")
    Path b;

    @Option(names = "--carry", paramLabel = "FILE", description = "Points in A, one per line: x,y in pixels, without a header.")
    Path carry;

    @Mixin
    AlignmentOptions alignment;

    @Mixin
    CommonOptions common;

    AlignCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        List<Place> places = carry == null ? List.of() : read(carry);
        Report report = new Report("align");
        try (FaceHints faces = alignment.faces(); ConsoleProgress progress = new ConsoleProgress(console, common.quiet || carry != null)) {
            List<Picture> pictures = List.of(PictureReader.read(a), PictureReader.read(b));
            pictures.forEach(p -> p.warnings().forEach(progress::note));
            CommonColours colours = CommonColours.of(pictures);
            Alignment found = alignment.align(colours.sources().get(0), colours.sources().get(1), faces, progress);
            report.json().put("unlikeness", found.unlikeness()).put("movement", found.meanMovement()).put("folds", found.folds());
            if (carry == null) {
                report.say(String.format(Locale.ROOT, "Things move by %.1f %% of the width; unlikeness along the map %.3f (0: the same photo).",
                        100 * found.meanMovement(), found.unlikeness()));
            }
            var carried = report.json().putArray("carried");
            for (Place place : places) {
                Place to = found.toB(place.x(), place.y());
                report.say(String.format(Locale.ROOT, "%.3f,%.3f", to.x(), to.y()));
                carried.addArray().add(to.x()).add(to.y());
            }
        }
        report.print(common, console);
        return CommandLine.ExitCode.OK;
    }

    private static List<Place> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UserException("The file " + file + " cannot be read: " + e.getMessage() + ".");
        }
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            String[] parts = lines.get(i).split(",", -1);
            try {
                if (parts.length != 2) {
                    throw new NumberFormatException();
                }
                places.add(new Place(Double.parseDouble(parts[0].strip()), Double.parseDouble(parts[1].strip())));
            } catch (NumberFormatException e) {
                throw new UserException("Line " + (i + 1) + " of " + file + " is not x,y: " + lines.get(i));
            }
        }
        return places;
    }
}
