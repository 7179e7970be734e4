package studio.bcm.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.bcm.edit.BestClass;
import studio.bcm.image.PictureReader;

/** Which class suits a photo. */
@Command(name = "best-class", sortOptions = false, description = "Find the classes under which most of a photo survives being carried to noise and back.",
        footer = {"", "Commands that edit a picture do the same first with --class best."})
final class BestClassCommand extends ModelCommand {
    @Parameters(index = "0", paramLabel = "IN", description = "Photo; its middle square is looked at.")
    Path in;

    @Option(names = "--show", paramLabel = "N", defaultValue = "5", description = "How many classes to show, at most 16. Default: ${DEFAULT-VALUE}.")
    int show;

    BestClassCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        require(show >= 1, "--show is at least 1.");
        require(model.classOfPicture == null, "--class is what best-class finds; leave it out.");
    }

    @Override
    Session open(ConsoleProgress progress) {
        return Session.openForAllClasses(model, console(), progress);
    }

    @Override
    void run(Session session, ConsoleProgress progress, Report report) {
        List<BestClass.Match> matches = session.bestClasses(PictureReader.read(in), progress);
        ArrayNode found = report.json().putArray("classes");
        for (BestClass.Match match : matches.subList(0, Math.min(show, matches.size()))) {
            String name = session.manifest().classes().get((int) match.classId());
            found.addObject().put("id", match.classId()).put("name", name).put("roundTripError", match.error());
            report.say(String.format(Locale.ROOT, "%.5f  %4d  %s", match.error(), match.classId(), name));
        }
    }
}
