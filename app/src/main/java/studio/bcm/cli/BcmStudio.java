package studio.bcm.cli;

import picocli.CommandLine.Command;

/** The root command: names the others. */
@Command(name = "bcm-studio", versionProvider = Version.class, mixinStandardHelpOptions = true, sortOptions = false,
        description = "Edits photos with Bidirectional Consistency Models: morphs, variations, JPEG restoration.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {})
final class BcmStudio {
}
