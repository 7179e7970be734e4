package studio.bcm.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root command: names the others. */
@Command(name = "bcm-studio", versionProvider = Version.class, mixinStandardHelpOptions = true, sortOptions = false,
        description = "Edits photos with Bidirectional Consistency Models: morphs, variations, JPEG restoration.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "'bcm-studio COMMAND --help' gives details on a command; 'bcm-studio demo' shows what it can do."})
final class BcmStudio implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
