package studio.bcm.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import studio.bcm.UserException;
import studio.bcm.model.Pack;
import studio.bcm.model.PackLibrary;

/** Which classes a pack has. */
@Command(name = "classes", sortOptions = false, description = "List or search the classes of a model, for --class.")
final class ClassesCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "0..1", paramLabel = "WORD", description = "Part of the names to show. Default: all.")
    String word;

    @Mixin
    ModelOptions model;

    @Mixin
    CommonOptions common;

    ClassesCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        PackLibrary library = PackLibrary.standard();
        Pack pack = model.model == null ? library.findDefault() : library.find(model.model);
        List<String> classes = pack.manifest().classes();
        if (classes.isEmpty()) {
            throw new UserException("The model " + pack.manifest().name() + " has no classes.");
        }
        String wanted = word == null ? "" : word.toLowerCase(Locale.ROOT);
        Report report = new Report("models classes");
        ArrayNode found = report.json().putArray("classes");
        IntStream.range(0, classes.size()).filter(i -> classes.get(i).toLowerCase(Locale.ROOT).contains(wanted)).forEach(i -> {
            found.addObject().put("id", i).put("name", classes.get(i));
            report.say(String.format(Locale.ROOT, "%4d  %s", i, classes.get(i)));
        });
        if (found.isEmpty()) {
            throw new UserException("No class of " + pack.manifest().name() + " has '" + word + "' in its name.");
        }
        report.print(common, console);
        return CommandLine.ExitCode.OK;
    }
}
