package studio.bcm.cli;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import studio.bcm.evaluation.EvaluateCommand;
import studio.bcm.train.DrawPicturesCommand;
import studio.bcm.train.ExportCommand;
import studio.bcm.train.TrainClassifierCommand;
import studio.bcm.train.TrainCommand;
import studio.bcm.train.TrainTracesCommand;

/**
 * Puts the command line together: the commands of this program and those of the trainer. The trainer's libraries (libtorch)
 * are on the class path only of a process that was started for training; its options are known in any case.
 */
final class CommandLines {
    private CommandLines() {
    }

    /**
     * A command of the program.
     *
     * @param type its class, whose annotation has its name and description
     * @param make makes it, with all that it needs
     */
    private record Entry(Class<?> type, Supplier<Object> make) {
        String name() {
            return type.getAnnotation(Command.class).name();
        }

        /** What lists of commands show of it; reading the annotations of all its options takes longer than such a list. */
        CommandLine outline() {
            CommandSpec spec = CommandSpec.create().name(name());
            spec.usageMessage().description(type.getAnnotation(Command.class).description());
            return new CommandLine(spec);
        }
    }

    private static List<Entry> entries(Console console) {
        return List.of(new Entry(DemoCommand.class, () -> new DemoCommand(console)),
                new Entry(InterpolateCommand.class, () -> new InterpolateCommand(console)),
                new Entry(AlignCommand.class, () -> new AlignCommand(console)),
                new Entry(ResampleCommand.class, () -> new ResampleCommand(console)),
                new Entry(RestoreCommand.class, () -> new RestoreCommand(console)),
                new Entry(EnlargeCommand.class, () -> new EnlargeCommand(console)),
                new Entry(InvertCommand.class, () -> new InvertCommand(console)),
                new Entry(InpaintCommand.class, () -> new InpaintCommand(console)),
                new Entry(GenerateCommand.class, () -> new GenerateCommand(console)),
                new Entry(FacesCommand.class, () -> new FacesCommand(console)),
                new Entry(ModelsCommand.class, () -> new CommandLine(new ModelsCommand(console)).addSubcommand(new ImportCommand(console))
                        .addSubcommand(new ClassesCommand(console)).addSubcommand(new BestClassCommand(console))),
                new Entry(DoctorCommand.class, () -> new DoctorCommand(console)),
                new Entry(TrainCommand.class, () -> new TrainCommand(() -> new ConsoleProgress(console, false))),
                new Entry(TrainClassifierCommand.class, () -> new TrainClassifierCommand(() -> new ConsoleProgress(console, false))),
                new Entry(TrainTracesCommand.class, () -> new TrainTracesCommand(() -> new ConsoleProgress(console, false))),
                new Entry(DrawPicturesCommand.class, () -> new DrawPicturesCommand(() -> new ConsoleProgress(console, false))),
                new Entry(EvaluateCommand.class, EvaluateCommand::new),
                new Entry(ExportCommand.class, ExportCommand::new));
    }

    /** All commands with all their options. */
    static CommandLine create(Console console) {
        return create(console, command -> true);
    }

    /** What these arguments need: commands that they do not name are there by name and description alone. */
    static CommandLine createFor(Console console, String... arguments) {
        // A file of arguments may name any command.
        boolean hidden = Arrays.stream(arguments).anyMatch(argument -> argument.startsWith("@"));
        return create(console, command -> hidden || Arrays.asList(arguments).contains(command));
    }

    private static CommandLine create(Console console, Predicate<String> whole) {
        CommandLine root = new CommandLine(new BcmStudio());
        for (Entry entry : entries(console)) {
            root.addSubcommand(entry.name(), whole.test(entry.name()) ? entry.make().get() : entry.outline());
        }
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
