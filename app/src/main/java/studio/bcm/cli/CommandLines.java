package studio.bcm.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import studio.bcm.evaluate.EvaluateCommand;
import studio.bcm.train.ExportCommand;
import studio.bcm.train.TrainCommand;
import studio.bcm.train.TrainTracesCommand;

/**
 * Puts the command line together: the commands of this program and those of the trainer. The trainer's libraries (libtorch)
 * are on the class path only of a process that was started for training; its options are known in any case.
 */
final class CommandLines {
    private CommandLines() {
    }

    static CommandLine create(Console console) {
        CommandLine root = new CommandLine(new BcmStudio());
        root.addSubcommand(new DemoCommand(console));
        root.addSubcommand(new InterpolateCommand(console));
        root.addSubcommand(new ResampleCommand(console));
        root.addSubcommand(new RestoreCommand(console));
        root.addSubcommand(new InvertCommand(console));
        root.addSubcommand(new GenerateCommand(console));
        root.addSubcommand(new CommandLine(new ModelsCommand(console)).addSubcommand(new ImportCommand(console))
                .addSubcommand(new ClassesCommand(console)).addSubcommand(new BestClassCommand(console)));
        root.addSubcommand(new DoctorCommand(console));
        root.addSubcommand(new TrainCommand(() -> new ConsoleProgress(console, false)));
        root.addSubcommand(new TrainTracesCommand(() -> new ConsoleProgress(console, false)));
        root.addSubcommand(new EvaluateCommand());
        root.addSubcommand(new ExportCommand());
        everywhere(root);
        Failures failures = new Failures(console);
        root.setExecutionExceptionHandler(failures);
        root.setParameterExceptionHandler(failures);
        root.setOut(console.out());
        root.setErr(console.err());
        root.setUsageHelpWidth(Math.clamp(console.width(), 80, 120));
        root.setCaseInsensitiveEnumValuesAllowed(true);
        return root;
    }

    /** {@code --help} and {@code --debug} at every level, whoever wrote the command. */
    private static void everywhere(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (spec.findOption("--help") == null) {
            OptionSpec.Builder help = OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.");
            spec.addOption(spec.findOption("-h") == null ? help.build() : help.names("--help").build());
        }
        if (spec.findOption(Failures.DEBUG) == null) {
            spec.addOption(OptionSpec.builder(Failures.DEBUG).description("With a failure, show where in the program it happened.").build());
        }
        command.getSubcommands().values().forEach(CommandLines::everywhere);
    }
}
